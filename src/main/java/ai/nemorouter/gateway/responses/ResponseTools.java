package ai.nemorouter.gateway.responses;

import static ai.nemorouter.gateway.RequestFields.copy;
import static ai.nemorouter.gateway.RequestFields.invalid;
import static ai.nemorouter.gateway.RequestFields.isAbsent;
import static ai.nemorouter.gateway.RequestFields.text;
import static ai.nemorouter.gateway.RequestFields.unsupported;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// The tools of a request. Those that OpenAI's servers would run have no counterpart.
final class ResponseTools {
  private ResponseTools() {}

  static void tools(JsonNode tools, ObjectNode chat) {
    if (isAbsent(tools) || (tools.isArray() && tools.isEmpty())) {
      return;
    }
    if (!tools.isArray()) {
      throw invalid("tools", "\"tools\" must be an array.");
    }
    ArrayNode told = chat.putArray("tools");
    for (int i = 0; i < tools.size(); i++) {
      JsonNode tool = tools.path(i);
      String at = "tools[" + i + "].";
      requireFunction(tool, at);
      ObjectNode wrapped = told.addObject().put("type", "function");
      ObjectNode function = wrapped.putObject("function").put("name", text(tool, "name", at));
      copy(tool, "description", function, "description");
      copy(tool, "parameters", function, "parameters");
      copy(tool, "strict", function, "strict");
      copy(tool, "cache_control", wrapped, "cache_control");
    }
  }

  static void choice(JsonNode choice, ObjectNode chat) {
    if (isAbsent(choice)) {
      return;
    }
    if (choice.isTextual()) {
      chat.set("tool_choice", choice);
      return;
    }
    String type = choice.path("type").asText();
    if (type.equals("allowed_tools")) {
      ObjectNode told = chat.putObject("tool_choice").put("type", type);
      ObjectNode allowed = told.putObject("allowed_tools");
      copy(choice, "mode", allowed, "mode");
      ArrayNode tools = allowed.putArray("tools");
      for (JsonNode tool : choice.path("tools")) {
        function(tool, "tool_choice.tools[" + tools.size() + "].", tools.addObject());
      }
    } else {
      function(choice, "tool_choice.", chat.putObject("tool_choice"));
    }
  }

  private static void function(JsonNode tool, String at, ObjectNode told) {
    requireFunction(tool, at);
    told.put("type", "function").putObject("function").put("name", text(tool, "name", at));
  }

  private static void requireFunction(JsonNode tool, String at) {
    String type = tool.path("type").asText();
    if (!type.equals("function")) {
      throw unsupported(
          at + "type",
          "The tool `"
              + type
              + "` is not served here. Describe it as a function, and run it yourself.");
    }
  }
}
