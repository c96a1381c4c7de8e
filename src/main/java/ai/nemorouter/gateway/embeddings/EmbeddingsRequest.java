package ai.nemorouter.gateway.embeddings;

import ai.nemorouter.catalog.Offering;
import ai.nemorouter.catalog.price.Price;
import ai.nemorouter.catalog.price.TokenUsage;
import ai.nemorouter.gateway.cost.MaximumUsage;
import ai.nemorouter.gateway.cost.MeasuredUsage;
import ai.nemorouter.gateway.cost.ReportedUsage;
import ai.nemorouter.gateway.request.PlainFields;
import ai.nemorouter.gateway.request.PlainRequest;
import ai.nemorouter.gateway.request.PlainResult;
import ai.nemorouter.gateway.request.ProviderAnswer;
import ai.nemorouter.gateway.routing.RoutingPreferences;
import ai.nemorouter.gateway.screening.InputScreen;
import ai.nemorouter.gateway.tokens.InputTokens;
import ai.nemorouter.provider.dialect.Operation;
import ai.nemorouter.provider.dialect.Payload;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Texts to make vectors of.
///
/// @param base64 whether the client reads vectors as base64 of little-endian 32-bit floats, which
///   OpenAI's own clients ask for unless told otherwise
record EmbeddingsRequest(PlainFields fields, String model, EmbeddingsInput input, boolean base64)
    implements PlainRequest {
  private static final int MOST_DIMENSIONS = 100_000;

  static EmbeddingsRequest of(ObjectNode body) {
    PlainFields fields = new PlainFields(body);
    fields.refuseStream();
    fields.whole("dimensions", 1, MOST_DIMENSIONS, 1);
    return new EmbeddingsRequest(
        fields, fields.model(), EmbeddingsInput.of(body.path("input")), isBase64(fields));
  }

  private static boolean isBase64(PlainFields fields) {
    return switch (fields.text("encoding_format", "float")) {
      case "float" -> false;
      case "base64" -> true;
      default ->
          throw PlainFields.invalid(
              "encoding_format", "\"encoding_format\" must be \"float\" or \"base64\".");
    };
  }

  @Override
  public Operation operation() {
    return Operation.EMBEDDINGS;
  }

  @Override
  public RoutingPreferences preferences() {
    return fields.preferences();
  }

  @Override
  public EmbeddingsRequest screened(InputScreen screen) {
    return of(fields.screened(screen));
  }

  @Override
  public MaximumUsage measure(Offering offering, Price price) {
    InputTokens texts = InputTokens.ofTexts(input.texts(), offering.slug());
    return new MaximumUsage(
        texts.bound() + input.tokens(), texts.likely() + input.tokens(), 0, false, Map.of());
  }

  @Override
  public Payload payload(Offering offering, long ceiling) {
    return new Payload.Document(
        fields.passedOn(offering).put("encoding_format", base64 ? "base64" : "float"));
  }

  @Override
  public @Nullable PlainResult read(Offering offering, ProviderAnswer answer) {
    ObjectNode document = answer.document();
    ArrayNode vectors = document == null ? null : Vectors.encoded(document.path("data"), base64);
    if (document == null || vectors == null) {
      return null;
    }
    document.put("object", "list").set("data", vectors);
    long likely = InputTokens.ofTexts(input.texts(), offering.slug()).likely() + input.tokens();
    return new PlainResult.Document(
        document,
        MeasuredUsage.of(ReportedUsage.tokensOf(answer.usage()), TokenUsage.of(likely, 0)));
  }
}
