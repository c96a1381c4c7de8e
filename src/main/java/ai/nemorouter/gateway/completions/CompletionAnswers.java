package ai.nemorouter.gateway.completions;

import ai.nemorouter.gateway.request.ChatAnswers;
import ai.nemorouter.platform.json.ApiError;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Answers a chat as a completion of text.
final class CompletionAnswers implements ChatAnswers {
  private static final String DONE = "data: [DONE]\n\n";
  private static final List<String> HEAD =
      List.of("id", "created", "model", "provider", "system_fingerprint", "service_tier");

  /// How long the text of each choice is by now, which is where the next token begins.
  private final Map<Integer, Integer> lengths = new HashMap<>();

  @Override
  public ObjectNode whole(ObjectNode answer) {
    return completion(answer, "message");
  }

  @Override
  public String chunk(ObjectNode chunk) {
    ObjectNode completion = completion(chunk, "delta");
    return saysNothing(completion) ? "" : frame(completion);
  }

  @Override
  public String end(ObjectNode last) {
    return frame(completion(last, "delta")) + DONE;
  }

  @Override
  public String error(ObjectNode chunk, ApiError error, String requestId) {
    ObjectNode completion = completion(chunk, "delta");
    completion.set("error", chunk.path("error"));
    return frame(completion) + DONE;
  }

  /// @param said where a choice has what the model said
  private ObjectNode completion(ObjectNode chat, String said) {
    ObjectNode completion = Json.object();
    completion.put("object", "text_completion");
    for (String field : HEAD) {
      if (chat.has(field)) {
        completion.set(field, chat.path(field));
      }
    }
    ArrayNode choices = completion.putArray("choices");
    for (JsonNode choice : chat.path("choices")) {
      choices.add(choice(choice, choice.path(said)));
    }
    if (chat.has("usage")) {
      completion.set("usage", chat.path("usage"));
    }
    return completion;
  }

  private ObjectNode choice(JsonNode choice, JsonNode said) {
    int index = choice.path("index").asInt(0);
    String text = said.path("content").asText("");
    ObjectNode told = Json.object();
    told.put("text", text.isEmpty() ? said.path("refusal").asText("") : text).put("index", index);
    JsonNode tokens = choice.path("logprobs").path("content");
    told.set("logprobs", tokens.isArray() ? logprobs(tokens, index) : null);
    told.set(
        "finish_reason",
        choice.path("finish_reason").isTextual() ? choice.path("finish_reason") : null);
    for (String field : List.of("reasoning", "reasoning_details")) {
      if (said.hasNonNull(field)) {
        told.set(field, said.path(field));
      }
    }
    if (choice.hasNonNull("native_finish_reason")) {
      told.set("native_finish_reason", choice.path("native_finish_reason"));
    }
    return told;
  }

  /// Side by side, as older clients read them.
  private ObjectNode logprobs(JsonNode content, int index) {
    ObjectNode logprobs = Json.object();
    ArrayNode tokens = logprobs.putArray("tokens");
    ArrayNode chances = logprobs.putArray("token_logprobs");
    ArrayNode alternatives = logprobs.putArray("top_logprobs");
    ArrayNode offsets = logprobs.putArray("text_offset");
    for (JsonNode token : content) {
      String text = token.path("token").asText("");
      tokens.add(text);
      chances.add(token.path("logprob"));
      ObjectNode others = alternatives.addObject();
      token
          .path("top_logprobs")
          .forEach(other -> others.set(other.path("token").asText(""), other.path("logprob")));
      offsets.add(lengths.getOrDefault(index, 0));
      lengths.merge(index, text.length(), Integer::sum);
    }
    return logprobs;
  }

  private static boolean saysNothing(ObjectNode completion) {
    for (JsonNode choice : completion.path("choices")) {
      if (!choice.path("text").asText().isEmpty()
          || choice.path("finish_reason").isTextual()
          || choice.has("reasoning")
          || choice.has("reasoning_details")
          || choice.path("logprobs").isObject()) {
        return false;
      }
    }
    return true;
  }

  private static String frame(ObjectNode completion) {
    return "data: " + Json.write(completion) + "\n\n";
  }
}
