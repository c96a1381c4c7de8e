package ai.nemorouter.gateway.messages;

import static ai.nemorouter.gateway.request.ChatFields.copy;
import static ai.nemorouter.gateway.request.ChatFields.invalid;
import static ai.nemorouter.gateway.request.ChatFields.isAbsent;
import static ai.nemorouter.gateway.request.ChatFields.text;
import static ai.nemorouter.gateway.request.ChatFields.unsupported;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// The tools of a request. Those that Anthropic's servers would run have no counterpart.
final class MessageTools {
  private MessageTools() {}

  static void tools(JsonNode tools, ObjectNode chat) {
    if (isAbsent(tools) || (tools.isArray() && tools.isEmpty())) {
      return;
    }
    if (!tools.isArray()) {
      throw invalid("tools", "\"tools\" must be an array.");
    }
    ArrayNode told = chat.putArray("tools");
    for (int i = 0; i < tools.size(); i++) {
      tool(tools.path(i), "tools[" + i + "].", told.addObject());
    }
  }

  private static void tool(JsonNode tool, String at, ObjectNode told) {
    String type = tool.path("type").asText("custom");
    if (!type.equals("custom")) {
      throw unsupported(
          at + "type",
          "The tool `"
              + type
              + "` is not served here. Describe it as one of your own, with \"name\" and"
              + " \"input_schema\", and run it yourself.");
    }
    told.put("type", "function");
    ObjectNode function = told.putObject("function").put("name", text(tool, "name", at));
    copy(tool, "description", function, "description");
    copy(tool, "input_schema", function, "parameters");
    copy(tool, "strict", function, "strict");
    copy(tool, "cache_control", told, "cache_control");
  }

  static void choice(JsonNode choice, ObjectNode chat) {
    if (isAbsent(choice)) {
      return;
    }
    switch (choice.path("type").asText()) {
      case "auto" -> chat.put("tool_choice", "auto");
      case "any" -> chat.put("tool_choice", "required");
      case "none" -> chat.put("tool_choice", "none");
      case "tool" -> {
        ObjectNode one = chat.putObject("tool_choice").put("type", "function");
        one.putObject("function").put("name", text(choice, "name", "tool_choice."));
      }
      default ->
          throw invalid(
              "tool_choice.type",
              "\"tool_choice.type\" must be \"auto\", \"any\", \"tool\" or \"none\".");
    }
    if (choice.path("disable_parallel_tool_use").asBoolean()) {
      chat.put("parallel_tool_calls", false);
    }
  }
}
