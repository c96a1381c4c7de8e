package ai.nemorouter.provider.anthropic;

import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.chat.Chat;
import ai.nemorouter.provider.chat.ToolChoice;
import ai.nemorouter.provider.dialect.UntranslatableException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.List;

/// A chat as the body of `POST /messages`. What only shifts the odds of words and is unknown there
/// (`seed`, penalties, `logit_bias`) is left out, as OpenRouter does.
final class MessagesRequest {
  private static final int LONGEST_USER = 256;
  private static final String ONLY_JSON = "Answer with one JSON object and nothing else.";

  private MessagesRequest() {}

  static ObjectNode of(Chat chat, String name) throws UntranslatableException {
    chat.refuseWhatWouldBeLost(false, false);
    ClaudeModel model = ClaudeModel.named(name);
    ObjectNode request = Json.object().put("model", name).put("max_tokens", chat.ceiling());
    AnthropicTurns turns = new AnthropicTurns(chat.messages());
    addSystem(chat, turns.system(), request);
    request.putArray("messages").addAll(turns.turns());
    addTools(chat, model, request);
    addAnswerFormat(chat, request);
    Thinking.add(chat, model, request);
    if (model.samples() && !request.path("thinking").has("budget_tokens")) {
      addSampling(chat, request);
    }
    addStops(chat.get("stop"), request);
    String user = chat.get("user").asText("");
    if (!user.isEmpty() && user.length() <= LONGEST_USER) {
      request.putObject("metadata").put("user_id", user);
    }
    if (chat.get("cache_control").isObject()) {
      request.set("cache_control", chat.get("cache_control"));
    }
    if (chat.isStreamed()) {
      request.put("stream", true);
    }
    return request;
  }

  private static void addSystem(Chat chat, List<ObjectNode> blocks, ObjectNode request)
      throws UntranslatableException {
    for (ObjectNode block : blocks) {
      if (!block.has("text")) {
        throw new UntranslatableException(
            "messages", "The provider takes only text in messages of the system.");
      }
    }
    if (chat.get("response_format").path("type").asText().equals("json_object")) {
      blocks.add(Json.object().put("type", "text").put("text", ONLY_JSON));
    }
    if (!blocks.isEmpty()) {
      request.putArray("system").addAll(blocks);
    }
  }

  private static void addTools(Chat chat, ClaudeModel model, ObjectNode request)
      throws UntranslatableException {
    List<ObjectNode> tools = chat.tools();
    if (tools.isEmpty()) {
      return;
    }
    ArrayNode added = request.putArray("tools");
    tools.forEach(tool -> added.add(tool(tool, model)));
    ToolChoice choice = chat.toolChoice();
    boolean oneAtATime =
        chat.get("parallel_tool_calls").isBoolean() && !chat.get("parallel_tool_calls").asBoolean();
    if (choice.kind() == ToolChoice.Kind.AUTO && !oneAtATime) {
      return;
    }
    ObjectNode said = request.putObject("tool_choice").put("type", word(choice.kind()));
    if (choice.name() != null) {
      said.put("name", choice.name());
    }
    if (oneAtATime && choice.kind() != ToolChoice.Kind.NONE) {
      said.put("disable_parallel_tool_use", true);
    }
  }

  private static String word(ToolChoice.Kind kind) {
    return switch (kind) {
      case AUTO -> "auto";
      case NONE -> "none";
      case REQUIRED -> "any";
      case NAMED -> "tool";
    };
  }

  private static ObjectNode tool(ObjectNode asked, ClaudeModel model) {
    JsonNode function = asked.path("function");
    ObjectNode tool = Json.object().put("name", function.path("name").asText());
    if (function.hasNonNull("description")) {
      tool.put("description", function.path("description").asText());
    }
    if (function.path("parameters").isObject() && !function.path("parameters").isEmpty()) {
      tool.set("input_schema", function.path("parameters"));
    } else {
      tool.putObject("input_schema").put("type", "object").putObject("properties");
    }
    if (function.path("strict").asBoolean() && model.isStrict()) {
      tool.put("strict", true);
    }
    for (JsonNode holder : List.of(asked, function)) {
      if (holder.path("cache_control").isObject()) {
        tool.set("cache_control", holder.path("cache_control"));
      }
    }
    return tool;
  }

  private static void addAnswerFormat(Chat chat, ObjectNode request)
      throws UntranslatableException {
    JsonNode format = chat.get("response_format");
    switch (format.path("type").asText("text")) {
      case "text", "json_object" -> {}
      case "json_schema" -> {
        ObjectNode added = request.withObject("/output_config").putObject("format");
        added.put("type", "json_schema");
        added.set("schema", format.path("json_schema").path("schema"));
      }
      default ->
          throw new UntranslatableException(
              "response_format", "The provider knows only text and JSON as \"response_format\".");
    }
  }

  /// Claude takes a temperature up to one, and not together with `top_p`.
  private static void addSampling(Chat chat, ObjectNode request) {
    JsonNode temperature = chat.get("temperature");
    JsonNode topP = chat.get("top_p");
    boolean usual =
        !temperature.isNumber() || temperature.decimalValue().compareTo(BigDecimal.ONE) == 0;
    if (!usual) {
      request.put("temperature", temperature.decimalValue().min(BigDecimal.ONE));
    } else if (topP.isNumber()) {
      request.set("top_p", topP);
    }
    if (chat.get("top_k").isIntegralNumber() && chat.get("top_k").asLong() > 0) {
      request.set("top_k", chat.get("top_k"));
    }
  }

  private static void addStops(JsonNode stop, ObjectNode request) throws UntranslatableException {
    if (stop.isMissingNode() || (stop.isArray() && stop.isEmpty())) {
      return;
    }
    ArrayNode stops = request.putArray("stop_sequences");
    for (JsonNode sequence : stop.isArray() ? stop : List.of(stop)) {
      if (sequence.asText("").isBlank()) {
        throw new UntranslatableException(
            "stop", "The provider does not stop at spaces and line ends alone.");
      }
      stops.add(sequence.asText());
    }
  }
}
