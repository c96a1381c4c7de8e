package ai.nemorouter.gateway.completions;

import static ai.nemorouter.gateway.request.ChatFields.flag;
import static ai.nemorouter.gateway.request.ChatFields.invalid;
import static ai.nemorouter.gateway.request.ChatFields.isAbsent;
import static ai.nemorouter.gateway.request.ChatFields.unsupported;

import ai.nemorouter.gateway.flow.Endpoint;
import ai.nemorouter.gateway.http.Exchange;
import ai.nemorouter.gateway.request.ChatRequest;
import ai.nemorouter.gateway.request.ModelRequest;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/// `POST /v1/completions`. The prompt becomes the one message of a chat; what has no counterpart
/// there is refused by name.
@ApplicationScoped
class Completions implements Endpoint {
  private static final int MOST_LOGPROBS = 5;
  private static final List<String> NOT_HERE = List.of("tools", "tool_choice", "functions");

  @Override
  public String path() {
    return "/v1/completions";
  }

  @Override
  public ModelRequest read(Exchange exchange) {
    byte[] text = exchange.body();
    return ChatRequest.of(chat(Json.parseObject(text)), text.length, new CompletionAnswers());
  }

  static ObjectNode chat(ObjectNode body) {
    String prompt = prompt(body.path("prompt"));
    refuseWhatHasNoCounterpart(body);
    ObjectNode chat = body.deepCopy();
    chat.remove(List.of("prompt", "echo", "suffix", "best_of", "logprobs"));
    chat.putArray("messages").addObject().put("role", "user").put("content", prompt);
    logprobs(body.path("logprobs"), chat);
    return chat;
  }

  private static String prompt(JsonNode prompt) {
    JsonNode one = prompt.isArray() && prompt.size() == 1 ? prompt.path(0) : prompt;
    if (one.isTextual()) {
      return one.asText();
    }
    if (prompt.isArray() && prompt.size() > 1 && prompt.path(0).isTextual()) {
      throw unsupported(
          "prompt", "\"prompt\" may hold one text here. Send one request for each prompt.");
    }
    if (one.isIntegralNumber() || (one.isArray() && one.path(0).isIntegralNumber())) {
      throw unsupported("prompt", "\"prompt\" must be a text here: token arrays are not served.");
    }
    throw invalid("prompt", "\"prompt\" must be a text, or an array of one text.");
  }

  private static void refuseWhatHasNoCounterpart(ObjectNode body) {
    if (flag(body, "echo")) {
      throw unsupported("echo", "\"echo\" is not served: the prompt is not repeated.");
    }
    if (!isAbsent(body.path("suffix")) && !body.path("suffix").asText().isEmpty()) {
      throw unsupported("suffix", "\"suffix\" is not served: nothing is inserted into a text.");
    }
    JsonNode best = body.path("best_of");
    if (!isAbsent(best) && best.asInt(0) != body.path("n").asInt(1)) {
      throw unsupported("best_of", "\"best_of\" may not differ from \"n\" here.");
    }
    for (String field : NOT_HERE) {
      if (!isAbsent(body.path(field)) && !body.path(field).isEmpty()) {
        throw unsupported(
            field, "\"" + field + "\" belongs to chats. Use /v1/chat/completions for it.");
      }
    }
  }

  /// The older field counts the alternatives, the newer ones say whether and how many.
  private static void logprobs(JsonNode logprobs, ObjectNode chat) {
    if (isAbsent(logprobs)) {
      return;
    }
    if (!logprobs.isIntegralNumber()
        || logprobs.asInt(-1) < 0
        || logprobs.asInt() > MOST_LOGPROBS) {
      throw invalid("logprobs", "\"logprobs\" must be a whole number from 0 to 5.");
    }
    chat.put("logprobs", true);
    if (logprobs.asInt() > 0) {
      chat.put("top_logprobs", logprobs.asInt());
    }
  }
}
