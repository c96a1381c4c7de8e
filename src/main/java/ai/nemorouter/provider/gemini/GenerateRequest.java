package ai.nemorouter.provider.gemini;

import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.chat.Chat;
import ai.nemorouter.provider.chat.ToolChoice;
import ai.nemorouter.provider.dialect.UntranslatableException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// A chat as the body of `generateContent`.
final class GenerateRequest {
  private static final String JSON = "application/json";

  private GenerateRequest() {}

  static ObjectNode of(Chat chat, String name) throws UntranslatableException {
    chat.refuseWhatWouldBeLost(true, true);
    GeminiModel model = GeminiModel.named(name);
    Contents contents = new Contents(chat.messages(), model);
    ObjectNode request = Json.object();
    if (!contents.system().isEmpty()) {
      request.putObject("systemInstruction").putArray("parts").addAll(contents.system());
    }
    request.putArray("contents").addAll(contents.contents());
    addTools(chat, request);
    ObjectNode config = request.putObject("generationConfig");
    addSampling(chat, config);
    addAnswerFormat(chat.get("response_format"), config);
    GeminiThinking.add(chat, model, config);
    return request;
  }

  private static void addTools(Chat chat, ObjectNode request) throws UntranslatableException {
    List<ObjectNode> tools = chat.tools();
    if (tools.isEmpty()) {
      return;
    }
    ArrayNode declarations = request.putArray("tools").addObject().putArray("functionDeclarations");
    for (ObjectNode tool : tools) {
      JsonNode function = tool.path("function");
      ObjectNode declaration = declarations.addObject().put("name", function.path("name").asText());
      if (function.hasNonNull("description")) {
        declaration.put("description", function.path("description").asText());
      }
      if (!function.path("parameters").path("properties").isEmpty()) {
        declaration.set("parametersJsonSchema", function.path("parameters"));
      }
    }
    ToolChoice choice = chat.toolChoice();
    if (choice.kind() == ToolChoice.Kind.AUTO) {
      return;
    }
    ObjectNode calling =
        request
            .putObject("toolConfig")
            .putObject("functionCallingConfig")
            .put("mode", choice.isForced() ? "ANY" : "NONE");
    if (choice.name() != null) {
      calling.putArray("allowedFunctionNames").add(choice.name());
    }
  }

  private static void addSampling(Chat chat, ObjectNode config) {
    config.put("maxOutputTokens", chat.ceiling());
    copy(chat, "temperature", config, "temperature");
    copy(chat, "top_p", config, "topP");
    copy(chat, "top_k", config, "topK");
    copy(chat, "presence_penalty", config, "presencePenalty");
    copy(chat, "frequency_penalty", config, "frequencyPenalty");
    if (chat.get("seed").canConvertToInt()) {
      copy(chat, "seed", config, "seed");
    }
    if (chat.get("n").asInt(1) > 1) {
      copy(chat, "n", config, "candidateCount");
    }
    if (chat.get("logprobs").asBoolean()) {
      config.put("responseLogprobs", true);
      copy(chat, "top_logprobs", config, "logprobs");
    }
    JsonNode stop = chat.get("stop");
    if (stop.isTextual()) {
      config.putArray("stopSequences").add(stop);
    } else if (!stop.isEmpty()) {
      config.set("stopSequences", stop);
    }
  }

  private static void copy(Chat chat, String field, ObjectNode config, String named) {
    if (chat.get(field).isNumber()) {
      config.set(named, chat.get(field));
    }
  }

  private static void addAnswerFormat(JsonNode format, ObjectNode config)
      throws UntranslatableException {
    switch (format.path("type").asText("text")) {
      case "text" -> {}
      case "json_object" -> config.put("responseMimeType", JSON);
      case "json_schema" -> {
        config.put("responseMimeType", JSON);
        if (format.path("json_schema").path("schema").isObject()) {
          config.set("responseJsonSchema", format.path("json_schema").path("schema"));
        }
      }
      default ->
          throw new UntranslatableException(
              "response_format", "The provider knows only text and JSON as \"response_format\".");
    }
  }
}
