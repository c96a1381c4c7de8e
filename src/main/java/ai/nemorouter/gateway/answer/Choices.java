package ai.nemorouter.gateway.answer;

import ai.nemorouter.gateway.request.ChatRequest;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.answer.FinishReason;
import ai.nemorouter.provider.answer.ToolCalls;
import ai.nemorouter.provider.chat.CustomTools;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes the choices of an answer, whole or in pieces, into ones that every client reads, and knows
/// how far they have come.
final class Choices {
  private static final String CONTENT = "content";
  private static final String DETAILS = "reasoning_details";
  private static final String FINISH = "finish_reason";
  private static final String NATIVE_FINISH = "native_finish_reason";

  /// Texts that come in pieces, of which one may end in the middle of a character.
  private static final List<String> TEXTS =
      List.of(CONTENT, ReasoningFields.REASONING, ReasoningFields.REASONING_CONTENT, "refusal");

  /// One of the answers that were asked for, as far as it has come.
  private static final class Choice {
    private final ToolCalls toolCalls;
    private final Map<String, Character> halves = new HashMap<>();
    private boolean begun;
    private boolean finished;

    Choice(Set<String> idsTaken, Set<String> customTools) {
      toolCalls = new ToolCalls(idsTaken, customTools);
    }
  }

  private final ChatRequest request;
  private final Set<String> idsTaken;
  private final Set<String> customTools;
  private final Map<Integer, Choice> choices = new HashMap<>();
  private @Nullable String finishReason;

  Choices(ChatRequest request) {
    this.request = request;
    this.idsTaken = idsOfCalls(request);
    this.customTools = CustomTools.names(request.body());
  }

  private static Set<String> idsOfCalls(ChatRequest request) {
    Set<String> ids = new HashSet<>();
    for (JsonNode message : request.body().path("messages")) {
      message.path("tool_calls").forEach(call -> ids.add(call.path("id").asText("")));
    }
    return ids;
  }

  /// Whether every answer that has begun has come to its end.
  boolean areFinished() {
    return !choices.isEmpty() && choices.values().stream().allMatch(choice -> choice.finished);
  }

  /// The same, and none that was asked for is missing.
  boolean areAllFinished() {
    return areFinished() && choices.size() >= request.choices();
  }

  /// Why the last of them ended; null while none has.
  @Nullable String finishReason() {
    return finishReason;
  }

  private Choice choice(int index) {
    return choices.computeIfAbsent(index, _ -> new Choice(idsTaken, customTools));
  }

  /// The next piece of a choice: no nulls where a client dies of them, and a role first.
  ObjectNode piece(JsonNode told) {
    int index = told.path("index").asInt(0);
    Choice choice = choice(index);
    ObjectNode sent = Json.object().put("index", index);
    ObjectNode delta = sent.putObject("delta");
    if (!choice.begun) {
      choice.begun = true;
      delta.put("role", "assistant");
    }
    for (Map.Entry<String, JsonNode> field : told.path("delta").properties()) {
      add(field.getKey(), field.getValue(), choice, delta);
    }
    nameThoughts(delta);
    String reason = told.path(FINISH).asText("");
    if (told.path(FINISH).isTextual() && !reason.isBlank()) {
      if (!choice.finished) {
        choice
            .toolCalls
            .rest(FinishReason.isCut(reason))
            .forEach(call -> delta.withArray("/tool_calls").add(call));
      }
      choice.finished = true;
      finishReason = FinishReason.of(reason, choice.toolCalls.any());
      sent.put(FINISH, finishReason);
      sent.put(NATIVE_FINISH, nativeWord(told, reason));
    } else {
      sent.putNull(FINISH);
    }
    if (told.hasNonNull("logprobs")) {
      sent.set("logprobs", told.path("logprobs"));
    }
    return sent;
  }

  private static void add(String name, JsonNode value, Choice choice, ObjectNode delta) {
    if (value.isNull() || name.equals("role") || isStub(name, value)) {
      return;
    }
    if (name.equals("tool_calls")) {
      ArrayNode pieces = choice.toolCalls.pieces(value);
      if (!pieces.isEmpty()) {
        delta.set(name, pieces);
      }
    } else if (name.equals(DETAILS)) {
      delta.set(name, withSentIds(value, choice.toolCalls));
    } else if (TEXTS.contains(name) && value.isTextual()) {
      delta.put(name, joined(name, value.asText(), choice.halves));
    } else {
      delta.set(name, value);
    }
  }

  /// What proves a call belongs to it under the name that the client has for it.
  private static JsonNode withSentIds(JsonNode details, ToolCalls calls) {
    for (JsonNode detail : details) {
      String id = detail.path("id").asText("");
      if (detail instanceof ObjectNode object && !id.isEmpty()) {
        object.put("id", calls.sentId(id));
      }
    }
    return details;
  }

  /// Some servers end every delta with a call of no function.
  private static boolean isStub(String name, JsonNode value) {
    return name.equals("function_call")
        && value.path("name").asText("").isEmpty()
        && value.path("arguments").asText("").isEmpty();
  }

  /// Keeps the first half of a character until the second has come.
  private static String joined(String name, String text, Map<String, Character> halves) {
    Character half = halves.remove(name);
    String whole = half == null ? text : half + text;
    if (whole.isEmpty() || !Character.isHighSurrogate(whole.charAt(whole.length() - 1))) {
      return whole;
    }
    halves.put(name, whole.charAt(whole.length() - 1));
    return whole.substring(0, whole.length() - 1);
  }

  /// Clients read thoughts under either name.
  private static void nameThoughts(ObjectNode said) {
    copyName(said, ReasoningFields.REASONING, ReasoningFields.REASONING_CONTENT);
    copyName(said, ReasoningFields.REASONING_CONTENT, ReasoningFields.REASONING);
  }

  private static void copyName(ObjectNode said, String from, String to) {
    if (said.path(from).isTextual() && !said.hasNonNull(to)) {
      said.set(to, said.path(from));
    }
  }

  /// Changes the choices of an answer that came in one piece.
  void mend(ObjectNode answer) {
    for (JsonNode node : answer.path("choices")) {
      if (node instanceof ObjectNode choice) {
        mendChoice(choice);
      }
    }
  }

  private void mendChoice(ObjectNode choice) {
    Choice state = choice(choice.path("index").asInt(0));
    String reason = FinishReason.ofWhole(choice);
    if (choice.path("message") instanceof ObjectNode message) {
      if (message.path("tool_calls").isArray() && !message.path("tool_calls").isEmpty()) {
        message.set(
            "tool_calls",
            state.toolCalls.whole(message.path("tool_calls"), FinishReason.isCut(reason)));
        withSentIds(message.path(DETAILS), state.toolCalls);
      }
      message.properties().removeIf(field -> isStub(field.getKey(), field.getValue()));
      nameThoughts(message);
    }
    state.finished = true;
    finishReason = FinishReason.of(reason, state.toolCalls.any());
    String told = choice.path(FINISH).asText("");
    if (!told.isBlank()) {
      choice.put(NATIVE_FINISH, nativeWord(choice, told));
    }
    choice.put(FINISH, finishReason);
  }

  private static String nativeWord(JsonNode choice, String reason) {
    return FinishReason.nativeWord(choice.path(NATIVE_FINISH).asText(reason));
  }
}
