package ai.nemorouter.gateway.images;

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
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Pictures to be made from a description.
///
/// @param count how many were asked for (`n`)
record ImagesRequest(PlainFields fields, String model, String prompt, int count)
    implements PlainRequest {
  private static final int MOST_IMAGES = 10;

  /// What a model's own instructions may add to the description.
  private static final long TOKENS_AROUND_PROMPT_MOST = 64;

  static ImagesRequest of(ObjectNode body) {
    PlainFields fields = new PlainFields(body);
    fields.refuseStream();
    return new ImagesRequest(
        fields, fields.model(), fields.text("prompt"), fields.whole("n", 1, MOST_IMAGES, 1));
  }

  @Override
  public Operation operation() {
    return Operation.IMAGES;
  }

  @Override
  public RoutingPreferences preferences() {
    return fields.preferences();
  }

  @Override
  public ImagesRequest screened(InputScreen screen) {
    return of(fields.screened(screen));
  }

  @Override
  public MaximumUsage measure(Offering offering, Price price) {
    InputTokens tokens = InputTokens.ofTexts(List.of(prompt), offering.slug());
    return new MaximumUsage(
            tokens.bound() + TOKENS_AROUND_PROMPT_MOST, tokens.likely(), 0, false, Map.of())
        .withOutput(
            MaximumUsage.chargesTokens(price) ? count * tokensPerImage(offering, "", "") : 0)
        .with(Price.Unit.IMAGE, count, count);
  }

  /// @param size as the provider tells that it was; empty where it does not
  private long tokensPerImage(Offering offering, String size, String quality) {
    return ImageOutputTokens.most(
        offering.upstreamModel(),
        size.isEmpty() ? fields.text("size", "auto") : size,
        quality.isEmpty() ? fields.text("quality", "auto") : quality);
  }

  @Override
  public Payload payload(Offering offering, long ceiling) {
    return new Payload.Document(fields.passedOn(offering));
  }

  @Override
  public @Nullable PlainResult read(Offering offering, ProviderAnswer answer) {
    ObjectNode document = answer.document();
    if (document == null || !document.path("data").isArray()) {
      return null;
    }
    long images = document.path("data").size();
    long tokens =
        images
            * tokensPerImage(
                offering, document.path("size").asText(), document.path("quality").asText());
    TokenUsage counted =
        TokenUsage.of(InputTokens.ofTexts(List.of(prompt), offering.slug()).likely(), tokens);
    return new PlainResult.Document(
        document,
        MeasuredUsage.of(ReportedUsage.tokensOf(answer.usage()), counted)
            .with(Price.Unit.IMAGE, images, true));
  }

  @Override
  public ObjectNode usage(ObjectNode reported, TokenUsage taken) {
    return PlainRequest.inputAndOutput(reported, taken);
  }
}
