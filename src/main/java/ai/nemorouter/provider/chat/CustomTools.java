package ai.nemorouter.provider.chat;

import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.Set;

/// The `custom` tools of a chat, which take bare text and which OpenAI alone has.
public final class CustomTools {
  private static final String CUSTOM = "custom";
  private static final String FUNCTION = "function";

  private CustomTools() {}

  /// The names of those that a chat offers.
  public static Set<String> names(JsonNode body) {
    Set<String> names = new LinkedHashSet<>();
    for (JsonNode tool : body.path("tools")) {
      if (isCustom(tool)) {
        names.add(tool.path(CUSTOM).path("name").asText());
      }
    }
    return names;
  }

  /// Makes them functions, with their choice and their calls in the history.
  public static void asFunctions(ObjectNode body) {
    if (body.path("tools") instanceof ArrayNode tools) {
      for (int i = 0; i < tools.size(); i++) {
        if (isCustom(tools.path(i))) {
          ObjectNode tool = Json.object().put("type", FUNCTION);
          tool.set(FUNCTION, TextTool.function(tools.path(i).path(CUSTOM)));
          tools.set(i, tool);
        }
      }
    }
    rename(body.path("tool_choice"));
    body.path("tool_choice").path("allowed_tools").path("tools").forEach(CustomTools::rename);
    for (JsonNode message : body.path("messages")) {
      message.path("tool_calls").forEach(CustomTools::callAsFunction);
    }
  }

  private static void rename(JsonNode choice) {
    if (choice instanceof ObjectNode object && isCustom(choice)) {
      object.set(FUNCTION, object.remove(CUSTOM));
      object.put("type", FUNCTION);
    }
  }

  private static void callAsFunction(JsonNode call) {
    if (call instanceof ObjectNode object && isCustom(call)) {
      JsonNode said = object.remove(CUSTOM);
      object.put("type", FUNCTION);
      object
          .putObject(FUNCTION)
          .put("name", said.path("name").asText(""))
          .put("arguments", TextTool.arguments(said.path("input").asText("")));
    }
  }

  private static boolean isCustom(JsonNode node) {
    return node.path("type").asText().equals(CUSTOM) && node.path(CUSTOM).isObject();
  }
}
