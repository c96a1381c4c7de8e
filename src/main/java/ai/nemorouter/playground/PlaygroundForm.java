package ai.nemorouter.playground;

import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.FormParam;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/// What was typed into the playground, as text, so that it can be shown again.
///
/// @param key the id of the key to send with; empty before one is chosen
/// @param second the model of the second column; empty for one model
/// @param temperature from 0 to 2; empty for the model's own
/// @param maxTokens the most output tokens
/// @param turns of the conversation until now, as the page keeps them
/// @param action what the button says: `send`, or anything else to look again without sending
public record PlaygroundForm(
    @FormParam("key") String key,
    @FormParam("model") String model,
    @FormParam("second") String second,
    @FormParam("system") String system,
    @FormParam("prompt") String prompt,
    @FormParam("temperature") String temperature,
    @FormParam("max_tokens") String maxTokens,
    @FormParam("turns") String turns,
    @FormParam("action") String action) {
  private static final String USUAL_TOKENS = "1000";
  private static final int MODEL_LENGTH_MAX = 200;
  private static final BigDecimal HOTTEST = BigDecimal.TWO;

  public PlaygroundForm {
    key = Objects.requireNonNullElse(key, "").strip();
    model = Objects.requireNonNullElse(model, "").strip();
    second = Objects.requireNonNullElse(second, "").strip();
    system = Objects.requireNonNullElse(system, "");
    prompt = Objects.requireNonNullElse(prompt, "");
    temperature = Objects.requireNonNullElse(temperature, "").strip();
    maxTokens = Objects.requireNonNullElse(maxTokens, USUAL_TOKENS).strip();
    turns = Objects.requireNonNullElse(turns, "");
    action = Objects.requireNonNullElse(action, "");
  }

  static PlaygroundForm empty(String key, String model, String second) {
    return new PlaygroundForm(key, model, second, "", "", "", USUAL_TOKENS, "", "");
  }

  PlaygroundForm with(String newKey, String newModel) {
    return new PlaygroundForm(
        newKey, newModel, second, system, prompt, temperature, maxTokens, turns, action);
  }

  /// After an answer: the prompt is a part of the conversation now.
  PlaygroundForm answered(List<Turn> newTurns) {
    return new PlaygroundForm(
        key, model, second, system, "", temperature, maxTokens, Turn.write(newTurns), action);
  }

  /// The same without a conversation.
  PlaygroundForm afresh() {
    return new PlaygroundForm(
        key, model, second, system, prompt, temperature, maxTokens, "", action);
  }

  /// Empty for what is no id.
  Optional<UUID> keyId() {
    try {
      return key.isEmpty() ? Optional.empty() : Optional.of(UUID.fromString(key));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// Of one column or two, in their order.
  List<String> models() {
    return second.isEmpty() ? List.of(model) : List.of(model, second);
  }

  List<Turn> conversation() {
    return Turn.read(turns);
  }

  /// @throws InvalidInputException for the first field that cannot be sent
  void requireSendable() {
    if (keyId().isEmpty()) {
      throw new InvalidInputException("key", "Choose a key.");
    }
    if (model.isEmpty() || model.length() > MODEL_LENGTH_MAX) {
      throw new InvalidInputException("model", "Choose a model.");
    }
    if (second.length() > MODEL_LENGTH_MAX) {
      throw new InvalidInputException("second", "Choose a model, or leave this empty.");
    }
    if (prompt.isBlank()) {
      throw new InvalidInputException("prompt", "Write a prompt.");
    }
    requireNumbers();
  }

  /// @throws InvalidInputException for a temperature or number of tokens that is none
  void requireNumbers() {
    heat();
    mostTokens();
  }

  private Optional<BigDecimal> heat() {
    if (temperature.isEmpty()) {
      return Optional.empty();
    }
    BigDecimal given =
        temperature.matches("\\d(\\.\\d{1,3})?") ? new BigDecimal(temperature) : HOTTEST.negate();
    if (given.signum() < 0 || given.compareTo(HOTTEST) > 0) {
      throw new InvalidInputException(
          "temperature", "Use a number from 0 to 2, as in 0.7, or leave this empty.");
    }
    return Optional.of(given);
  }

  private int mostTokens() {
    if (!maxTokens.matches("[1-9]\\d{0,6}")) {
      throw new InvalidInputException(
          "max_tokens", "Use a whole number of tokens from 1 to 9,999,999.");
    }
    return Integer.parseInt(maxTokens);
  }

  /// The request of one column, as a client would send it.
  ObjectNode body(int column) {
    ObjectNode body = Json.object().put("model", models().get(column));
    ArrayNode messages = body.putArray("messages");
    if (!system.isBlank()) {
      messages.addObject().put("role", "system").put("content", system);
    }
    for (Turn turn : conversation()) {
      if (!turn.answer(column).isEmpty()) {
        messages.addObject().put("role", "user").put("content", turn.user());
        messages.addObject().put("role", "assistant").put("content", turn.answer(column));
      }
    }
    messages.addObject().put("role", "user").put("content", prompt);
    heat().ifPresent(given -> body.put("temperature", given));
    return body.put("max_tokens", mostTokens());
  }

  /// The conversation with this prompt and what came of it.
  List<Turn> with(List<String> answers) {
    List<Turn> all = new ArrayList<>(conversation());
    all.add(new Turn(prompt, answers));
    return List.copyOf(all);
  }
}
