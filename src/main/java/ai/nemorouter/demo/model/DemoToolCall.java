package ai.nemorouter.demo.model;

import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The call of a tool that the demo plays where it is offered tools: one call, with arguments made
/// from the tool's schema. What comes back is talked about and called no more.
record DemoToolCall(String id, String name, String arguments) {
  private static final int DEPTH_MAX = 5;

  /// Tools that show something and change nothing come first.
  private static final Pattern TAME =
      Pattern.compile("(?i).*(weather|time|look|search|list|read|get|bash|shell|exec|run).*");

  private static final Set<String> COMMANDS = Set.of("cmd", "command", "script");
  private static final String COMMAND = "echo Hello from the demo of NemoRouter";

  /// @return null where the request offers none, or the last word is a tool's
  static @Nullable DemoToolCall of(ObjectNode request) {
    JsonNode messages = request.path("messages");
    JsonNode tools = request.path("tools");
    JsonNode choice = request.path("tool_choice");
    String last = messages.path(messages.size() - 1).path("role").asText();
    if (tools.isEmpty() || last.equals("tool") || choice.asText().equals("none")) {
      return null;
    }
    JsonNode function = chosen(tools, choice.path("function").path("name").asText(""));
    String name = function.path("name").asText("");
    return name.isEmpty()
        ? null
        : new DemoToolCall(
            "call_" + UUID.randomUUID().toString().replace("-", ""),
            name,
            Json.write(object(function.path("parameters"), 0)));
  }

  private static JsonNode chosen(JsonNode tools, String wanted) {
    JsonNode first = tools.path(0).path("function");
    for (JsonNode tool : tools) {
      String name = tool.path("function").path("name").asText("");
      if (wanted.isEmpty() ? TAME.matcher(name).matches() : name.equals(wanted)) {
        return tool.path("function");
      }
    }
    return first;
  }

  private static ObjectNode object(JsonNode schema, int depth) {
    ObjectNode object = Json.object();
    for (JsonNode required : schema.path("required")) {
      String name = required.asText();
      object.set(name, value(name, schema.path("properties").path(name), depth + 1));
    }
    return object;
  }

  private static JsonNode value(String name, JsonNode schema, int depth) {
    for (String field : List.of("const", "default")) {
      if (schema.hasNonNull(field)) {
        return schema.path(field);
      }
    }
    if (!schema.path("enum").isEmpty()) {
      return schema.path("enum").path(0);
    }
    for (String field : List.of("anyOf", "oneOf", "allOf")) {
      if (!schema.path(field).isEmpty()) {
        return value(name, schema.path(field).path(0), depth);
      }
    }
    ObjectNode holder = Json.object();
    JsonNode type = schema.path("type");
    switch (type.isArray() ? type.path(0).asText() : type.asText()) {
      case "object" -> holder.set("it", depth < DEPTH_MAX ? object(schema, depth) : Json.object());
      case "array" -> {
        ArrayNode list = holder.putArray("it");
        if (schema.path("minItems").asInt() > 0 && depth < DEPTH_MAX) {
          list.add(value(name, schema.path("items"), depth + 1));
        }
      }
      case "integer", "number" -> holder.put("it", schema.path("minimum").asInt(1));
      case "boolean" -> holder.put("it", true);
      default -> holder.put("it", COMMANDS.contains(name) ? COMMAND : "demo");
    }
    return holder.path("it");
  }
}
