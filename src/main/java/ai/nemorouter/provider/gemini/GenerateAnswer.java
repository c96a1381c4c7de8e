package ai.nemorouter.provider.gemini;

import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.chat.AssembledMessage;
import ai.nemorouter.provider.chat.Chat;
import ai.nemorouter.provider.chat.ChatUsage;
import ai.nemorouter.provider.chat.Completion;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/// A whole answer of Gemini's, and what whole and streamed ones have in common.
final class GenerateAnswer {
  private GenerateAnswer() {}

  static ObjectNode of(ObjectNode answer) {
    ObjectNode completion = Completion.whole(answer.path("responseId"));
    String blocked = blockReason(answer);
    if (!answer.path("candidates").isArray() && blocked.isEmpty()) {
      return answer;
    }
    for (JsonNode candidate : answer.path("candidates")) {
      String reason = finishReason(candidate);
      if (isFailure(reason)) {
        return failed(reason, candidate);
      }
      addChoice(completion, candidate, reason);
    }
    if (!blocked.isEmpty()) {
      AssembledMessage refusal = new AssembledMessage();
      refusal.refuse(refusal(blocked));
      Completion.addChoice(completion, 0, "message", refusal.toJson(), "content_filter", blocked);
    }
    if (answer.path("usageMetadata").isObject()
        && (countsTheAnswer(answer.path("usageMetadata")) || saysNothing(completion))) {
      completion.set("usage", usage(answer.path("usageMetadata")));
    }
    return completion;
  }

  private static void addChoice(ObjectNode completion, JsonNode candidate, String reason) {
    AssembledMessage message = new AssembledMessage();
    candidate.path("content").path("parts").forEach(part -> add(part, message));
    ObjectNode choice =
        Completion.addChoice(
            completion,
            candidate.path("index").asInt(0),
            "message",
            message.toJson(),
            finishReason(reason, message.callsTools()),
            reason);
    addLogprobs(candidate, choice);
  }

  private static void add(JsonNode part, AssembledMessage message) {
    String callId = null;
    if (part.path("functionCall").isObject()) {
      JsonNode call = part.path("functionCall");
      callId = callId(call);
      message.call(callId, call.path("name").asText(), arguments(call));
    } else if (part.path("inlineData").isObject()) {
      message.show(image(part.path("inlineData")));
    } else if (part.path("thought").asBoolean()) {
      String text = part.path("text").asText("");
      message.thinkOn(text, Signatures.thought(text));
    } else {
      message.say(part.path("text").asText(""));
    }
    if (part.hasNonNull("thoughtSignature")) {
      message.remember(Signatures.signature(part.path("thoughtSignature"), callId));
    }
  }

  /// Older models give their calls no names.
  static String callId(JsonNode call) {
    String id = call.path("id").asText("");
    return id.isEmpty() ? "call_" + UUID.randomUUID().toString().replace("-", "") : id;
  }

  /// What a function is called with: an object, though some servers write its text, or nothing.
  static ObjectNode arguments(JsonNode call) {
    JsonNode told = call.path("args");
    return told instanceof ObjectNode object
        ? object
        : Chat.readableArguments(told.isTextual() ? told.asText() : Json.write(told));
  }

  /// Why a candidate ended; empty while it has not.
  static String finishReason(JsonNode candidate) {
    String told = candidate.path("finishReason").asText("");
    return told.isBlank() || told.equals("FINISH_REASON_UNSPECIFIED") ? "" : told;
  }

  static ObjectNode image(JsonNode data) {
    ObjectNode image = Json.object().put("type", "image_url");
    image
        .putObject("image_url")
        .put(
            "url",
            "data:" + data.path("mimeType").asText() + ";base64," + data.path("data").asText());
    return image;
  }

  /// Why nothing was answered at all; empty where something was.
  static String blockReason(ObjectNode answer) {
    return answer.path("candidates").isEmpty()
        ? answer.path("promptFeedback").path("blockReason").asText("")
        : "";
  }

  static String refusal(String blockReason) {
    return "The provider does not answer this prompt (" + blockReason + ").";
  }

  static String finishReason(String reason, boolean callsTools) {
    return switch (reason) {
      case "MAX_TOKENS" -> "length";
      case "SAFETY",
          "RECITATION",
          "BLOCKLIST",
          "PROHIBITED_CONTENT",
          "SPII",
          "LANGUAGE",
          "IMAGE_SAFETY",
          "IMAGE_PROHIBITED_CONTENT",
          "IMAGE_RECITATION" ->
          "content_filter";
      default -> callsTools ? "tool_calls" : "stop";
    };
  }

  /// Whether the model ended in a way that leaves nothing to use.
  static boolean isFailure(String reason) {
    return switch (reason) {
      case "MALFORMED_FUNCTION_CALL",
          "UNEXPECTED_TOOL_CALL",
          "TOO_MANY_TOOL_CALLS",
          "MISSING_THOUGHT_SIGNATURE",
          "MALFORMED_RESPONSE" ->
          true;
      default -> false;
    };
  }

  static ObjectNode failed(String reason, JsonNode candidate) {
    return Completion.unusable(reason, candidate.path("finishMessage").asText(reason));
  }

  /// What is read from a cache is part of the prompt; thoughts are not part of the candidates.
  static ObjectNode usage(JsonNode counted) {
    JsonNode thoughts = counted.path("thoughtsTokenCount");
    ObjectNode usage =
        ChatUsage.usage(
            counted.path("promptTokenCount").asLong()
                + counted.path("toolUsePromptTokenCount").asLong(),
            counted.path("candidatesTokenCount").asLong() + thoughts.asLong());
    ChatUsage.ofPrompt(usage, "cached_tokens", counted.path("cachedContentTokenCount"));
    ChatUsage.ofPrompt(
        usage, "audio_tokens", ofModality(counted.path("promptTokensDetails"), "AUDIO"));
    ChatUsage.ofCompletion(usage, "reasoning_tokens", thoughts);
    return usage;
  }

  /// Whether what was answered is counted, and not the prompt alone.
  static boolean countsTheAnswer(JsonNode counted) {
    return counted.hasNonNull("candidatesTokenCount") || counted.hasNonNull("thoughtsTokenCount");
  }

  private static boolean saysNothing(ObjectNode completion) {
    for (JsonNode choice : completion.path("choices")) {
      JsonNode message = choice.path("message");
      if (!message.path("content").asText("").isEmpty() || message.size() > 2) {
        return false;
      }
    }
    return true;
  }

  private static JsonNode ofModality(JsonNode details, String modality) {
    for (JsonNode detail : details) {
      if (detail.path("modality").asText().equals(modality)) {
        return detail.path("tokenCount");
      }
    }
    return MissingNode.getInstance();
  }

  static void addLogprobs(JsonNode candidate, ObjectNode choice) {
    JsonNode result = candidate.path("logprobsResult");
    if (!result.path("chosenCandidates").isArray()) {
      return;
    }
    ArrayNode content = choice.putObject("logprobs").putArray("content");
    JsonNode chosen = result.path("chosenCandidates");
    for (int i = 0; i < chosen.size(); i++) {
      ArrayNode others = logprob(chosen.path(i), content.addObject()).putArray("top_logprobs");
      for (JsonNode other : result.path("topCandidates").path(i).path("candidates")) {
        logprob(other, others.addObject());
      }
    }
  }

  private static ObjectNode logprob(JsonNode candidate, ObjectNode told) {
    String token = candidate.path("token").asText("");
    told.put("token", token);
    told.set("logprob", candidate.path("logProbability"));
    ArrayNode bytes = told.putArray("bytes");
    for (byte next : token.getBytes(StandardCharsets.UTF_8)) {
      bytes.add(Byte.toUnsignedInt(next));
    }
    return told;
  }
}
