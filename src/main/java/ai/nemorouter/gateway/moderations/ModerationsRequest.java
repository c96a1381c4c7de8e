package ai.nemorouter.gateway.moderations;

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
import ai.nemorouter.platform.json.ApiException;
import ai.nemorouter.provider.dialect.Operation;
import ai.nemorouter.provider.dialect.Payload;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Texts and images to be judged. OpenAI takes nothing for it, and a price of nothing is a price.
record ModerationsRequest(PlainFields fields, String model, List<String> texts, int images)
    implements PlainRequest {
  private static final int MOST_INPUTS = 2_048;

  /// More than any maker's rule for one image in `ImageTokens`.
  private static final long TOKENS_PER_IMAGE_MOST = 50_000;

  ModerationsRequest {
    texts = List.copyOf(texts);
  }

  static ModerationsRequest of(ObjectNode body) {
    PlainFields fields = new PlainFields(body);
    fields.refuseStream();
    String model = fields.model();
    JsonNode input = body.path("input");
    if (input.isTextual()) {
      return new ModerationsRequest(fields, model, List.of(input.asText()), 0);
    }
    if (!input.isArray() || input.isEmpty() || input.size() > MOST_INPUTS) {
      throw notUnderstood();
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode entry : input) {
      if (entry.isTextual()) {
        texts.add(entry.asText());
      } else if (entry.path("text").isTextual()) {
        texts.add(entry.path("text").asText());
      } else if (!entry.has("image_url")) {
        throw notUnderstood();
      }
    }
    return new ModerationsRequest(fields, model, texts, input.size() - texts.size());
  }

  private static ApiException notUnderstood() {
    return PlainFields.invalid(
        "input",
        "\"input\" must be a text, or an array of one to "
            + MOST_INPUTS
            + " texts or parts of the types \"text\" and \"image_url\".");
  }

  @Override
  public Operation operation() {
    return Operation.MODERATIONS;
  }

  @Override
  public RoutingPreferences preferences() {
    return fields.preferences();
  }

  @Override
  public ModerationsRequest screened(InputScreen screen) {
    return of(fields.screened(screen));
  }

  @Override
  public MaximumUsage measure(Offering offering, Price price) {
    InputTokens tokens = InputTokens.ofTexts(texts, offering.slug());
    return new MaximumUsage(
        tokens.bound() + images * TOKENS_PER_IMAGE_MOST, tokens.likely(), 0, false, Map.of());
  }

  @Override
  public Payload payload(Offering offering, long ceiling) {
    return new Payload.Document(fields.passedOn(offering));
  }

  @Override
  public @Nullable PlainResult read(Offering offering, ProviderAnswer answer) {
    ObjectNode document = answer.document();
    if (document == null || !document.path("results").isArray()) {
      return null;
    }
    TokenUsage counted = TokenUsage.of(InputTokens.ofTexts(texts, offering.slug()).likely(), 0);
    return new PlainResult.Document(
        document, MeasuredUsage.of(ReportedUsage.tokensOf(answer.usage()), counted));
  }
}
