package ai.nemorouter.gateway.request;

import static ai.nemorouter.gateway.request.ChatFields.flag;
import static ai.nemorouter.gateway.request.ChatFields.invalid;
import static ai.nemorouter.gateway.request.ChatFields.isAbsent;
import static ai.nemorouter.gateway.request.ChatFields.text;
import static ai.nemorouter.gateway.request.ChatFields.tokens;

import ai.nemorouter.catalog.Offering;
import ai.nemorouter.catalog.price.Price;
import ai.nemorouter.gateway.cost.Estimate;
import ai.nemorouter.gateway.http.CallerText;
import ai.nemorouter.gateway.routing.RoutingPreferences;
import ai.nemorouter.gateway.screening.ChatInput;
import ai.nemorouter.gateway.screening.InputScreen;
import ai.nemorouter.platform.json.ApiException;
import ai.nemorouter.provider.dialect.Operation;
import ai.nemorouter.provider.dialect.Payload;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.OptionalLong;

/// A chat completion as the client asked for it. Fields that are null count as absent.
///
/// @param outputCeiling the most tokens an answer may have, if the client said so;
///   `max_completion_tokens` wins over the older `max_tokens`
/// @param choices how many answers were asked for (`n`)
/// @param bytes the size of the body as it came
/// @param answers how the client is answered
/// @param ignored fields of the client's own format that had no effect
public record ChatRequest(
    ObjectNode body,
    String model,
    boolean streamed,
    OptionalLong outputCeiling,
    int choices,
    int bytes,
    ChatAnswers answers,
    List<String> ignored)
    implements ModelRequest {
  private static final int MOST_CHOICES = 128;

  /// Fields that have had their effect here, or that `wishes` names as without one.
  private static final List<String> FOR_THE_GATEWAY =
      List.of(
          "max_tokens",
          "models",
          "route",
          "provider",
          "plugins",
          "preset",
          "transforms",
          "usage",
          "web_search_options");

  public ChatRequest {
    ignored = List.copyOf(ignored);
  }

  /// @throws ApiException 400 naming the field that is missing or cannot be understood
  public static ChatRequest of(ObjectNode body, int bytes, ChatAnswers answers) {
    return of(body, bytes, answers, List.of());
  }

  /// The same of a request that came in another format.
  public static ChatRequest of(
      ObjectNode body, int bytes, ChatAnswers answers, List<String> ignored) {
    body.properties().removeIf(field -> field.getValue().isNull());
    requireMessages(body.path("messages"));
    JsonNode model = body.path("model");
    if (!model.isTextual() || model.asText().isBlank() || !CallerText.isStorable(model.asText())) {
      throw invalid("model", "\"model\" must name a model, as in \"openai/gpt-4o-mini\".");
    }
    requireStop(body.path("stop"));
    OptionalLong older = tokens(body, "max_tokens");
    OptionalLong ceiling = tokens(body, "max_completion_tokens");
    return new ChatRequest(
        body,
        model.asText(),
        flag(body, "stream"),
        ceiling.isPresent() ? ceiling : older,
        choices(body),
        bytes,
        answers,
        ignored);
  }

  @Override
  public RoutingPreferences preferences() {
    return RoutingPreferences.of(model, body).passingOver(ignored);
  }

  @Override
  public Operation operation() {
    return Operation.CHAT;
  }

  @Override
  public Estimate estimate(Offering offering, Price price) {
    return Estimate.of(this, offering, price);
  }

  @Override
  public ChatRequest screened(InputScreen screen) {
    if (wantsSpeech()) {
      screen.refuseSpokenAnswers();
    }
    ChatInput.screen(body, screen);
    return this;
  }

  /// Whether the answer may be spoken.
  public boolean wantsSpeech() {
    return body.hasNonNull("audio") || body.path("modalities").toString().contains("audio");
  }

  /// The provider's own name of the model, and the ceiling that was held for. `PassedOn` decides
  /// what else of it the provider gets.
  @Override
  public Payload payload(Offering offering, long ceiling) {
    ObjectNode upstream = body.deepCopy();
    upstream.remove(FOR_THE_GATEWAY);
    upstream.put("model", offering.upstreamModel());
    upstream.put("max_completion_tokens", ceiling);
    return new Payload.Document(upstream);
  }

  private static void requireMessages(JsonNode messages) {
    if (!messages.isArray() || messages.isEmpty()) {
      throw invalid("messages", "\"messages\" must be an array with at least one message.");
    }
    for (int i = 0; i < messages.size(); i++) {
      String at = "messages[" + i + "]";
      JsonNode message = messages.path(i);
      if (!message.isObject()) {
        throw invalid(at, "\"" + at + "\" must be an object with a role and content.");
      }
      if (text(message, "role", at + ".").isBlank()) {
        throw invalid(at + ".role", "\"" + at + ".role\" must name a role, as in \"user\".");
      }
      JsonNode content = message.path("content");
      if (!isAbsent(content) && !content.isTextual() && !content.isArray()) {
        throw invalid(
            at + ".content", "\"" + at + ".content\" must be a text or an array of parts.");
      }
    }
  }

  private static void requireStop(JsonNode stop) {
    boolean texts = stop.isArray();
    for (JsonNode one : stop) {
      texts &= one.isTextual();
    }
    if (!stop.isMissingNode() && !stop.isTextual() && !texts) {
      throw invalid("stop", "\"stop\" must be a text or an array of texts.");
    }
  }

  private static int choices(ObjectNode body) {
    JsonNode value = body.path("n");
    if (isAbsent(value)) {
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
}
