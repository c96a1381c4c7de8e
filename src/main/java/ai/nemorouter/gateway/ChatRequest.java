package ai.nemorouter.gateway;

import ai.nemorouter.catalog.Offering;
import ai.nemorouter.catalog.Price;
import ai.nemorouter.gateway.routing.Wishes;
import ai.nemorouter.platform.ApiError;
import ai.nemorouter.platform.ApiException;
import ai.nemorouter.provider.Operation;
import ai.nemorouter.provider.Payload;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/// A chat completion as the client asked for it. Fields that nobody here knows are passed on
/// untouched.
///
/// @param outputCeiling the most tokens an answer may have, if the client said so;
///   `max_completion_tokens` wins over the older `max_tokens`
/// @param choices how many answers were asked for (`n`)
/// @param bytes the size of the body as it came
/// @param answers how the client is answered
public record ChatRequest(
    ObjectNode body,
    String model,
    boolean streamed,
    OptionalLong outputCeiling,
    int choices,
    int bytes,
    ChatAnswers answers)
    implements ModelRequest {
  private static final int MOST_CHOICES = 128;
  private static final long MOST_TOKENS = 100_000_000;

  /// Routing and extras of OpenRouter that would let a provider serve another model, or charge for
  /// more, than was held.
  private static final List<String> NOT_PASSED_ON =
      List.of(
          "models",
          "route",
          "provider",
          "plugins",
          "preset",
          "transforms",
          "usage",
          "web_search_options");

  private static final Set<String> DEARER_TIERS = Set.of("priority", "scale");

  /// @throws ApiException 400 naming the field that is missing or cannot be understood
  public static ChatRequest of(ObjectNode body, int bytes, ChatAnswers answers) {
    JsonNode messages = body.path("messages");
    if (!messages.isArray() || messages.isEmpty()) {
      throw invalid("messages", "\"messages\" must be an array with at least one message.");
    }
    JsonNode model = body.path("model");
    if (!model.isTextual() || model.asText().isBlank() || !ForeignText.isStorable(model.asText())) {
      throw invalid("model", "\"model\" must name a model, as in \"openai/gpt-4o-mini\".");
    }
    OptionalLong ceiling = tokens(body, "max_completion_tokens");
    return new ChatRequest(
        body,
        model.asText(),
        flag(body, "stream"),
        ceiling.isPresent() ? ceiling : tokens(body, "max_tokens"),
        choices(body),
        bytes,
        answers);
  }

  @Override
  public Wishes wishes() {
    return Wishes.of(model, body);
  }

  @Override
  public Operation operation() {
    return Operation.CHAT;
  }

  @Override
  public Estimate estimate(Offering offering, Price price) {
    return Estimate.of(this, offering, price);
  }

  /// Whether the answer may be spoken.
  boolean wantsSpeech() {
    return body.hasNonNull("audio") || body.path("modalities").toString().contains("audio");
  }

  /// The provider's own name of the model, and the ceiling that was held for.
  @Override
  public Payload payload(Offering offering, long ceiling) {
    ObjectNode upstream = body.deepCopy();
    upstream.remove(NOT_PASSED_ON);
    if (DEARER_TIERS.contains(upstream.path("service_tier").asText())) {
      upstream.remove("service_tier");
    }
    upstream.put("model", offering.upstreamModel());
    upstream.remove("max_tokens");
    upstream.put("max_completion_tokens", ceiling);
    return new Payload.Document(upstream);
  }

  private static boolean flag(ObjectNode body, String field) {
    JsonNode value = body.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return false;
    }
    if (!value.isBoolean()) {
      throw invalid(field, "\"" + field + "\" must be true or false.");
    }
    return value.asBoolean();
  }

  private static OptionalLong tokens(ObjectNode body, String field) {
    JsonNode value = body.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return OptionalLong.empty();
    }
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.asLong() < 1
        || value.asLong() > MOST_TOKENS) {
      throw invalid(field, "\"" + field + "\" must be a whole number of tokens, at least 1.");
    }
    return OptionalLong.of(value.asLong());
  }

  private static int choices(ObjectNode body) {
    JsonNode value = body.path("n");
    if (value.isMissingNode() || value.isNull()) {
      return 1;
    }
    if (!value.isIntegralNumber()
        || !value.canConvertToInt()
        || value.asInt() < 1
        || value.asInt() > MOST_CHOICES) {
      throw invalid("n", "\"n\" must be a whole number from 1 to " + MOST_CHOICES + ".");
    }
    return value.asInt();
  }

  private static ApiException invalid(String field, String message) {
    return ApiError.invalidRequest(message).param(field).reason("invalid_request").exception();
  }
}
