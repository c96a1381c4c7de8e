package ai.nemorouter.provider.parameter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// JSON schemas of tools as languages without a difference between a list and a map write them:
/// providers refuse an array where an object belongs, and nulls.
public final class ToolSchemas {
  /// Under these names stand schemas by name.
  private static final Set<String> MAPS =
      Set.of("properties", "patternProperties", "$defs", "definitions", "dependentSchemas");

  /// Under these names stand values, not schemas.
  private static final Set<String> VALUES = Set.of("default", "const", "enum", "examples");

  private static final List<String> NEVER_NULL =
      List.of("additionalProperties", "required", "properties", "description", "items");

  private ToolSchemas() {}

  /// @param tools of a chat, which are changed
  public static void mend(JsonNode tools) {
    for (JsonNode tool : tools) {
      if (tool.path("function") instanceof ObjectNode function
          && function.path("parameters") instanceof ObjectNode parameters) {
        mendSchema(parameters);
        if (!parameters.has("type") && !combines(parameters)) {
          parameters.put("type", "object");
        }
      }
    }
  }

  private static boolean combines(JsonNode schema) {
    return List.of("$ref", "anyOf", "oneOf", "allOf").stream().anyMatch(schema::has);
  }

  private static void mendSchema(JsonNode schema) {
    if (schema instanceof ObjectNode object) {
      for (String name : NEVER_NULL) {
        if (object.path(name).isNull()) {
          object.remove(name);
        }
      }
      for (String name : MAPS) {
        if (object.path(name).isArray() && object.path(name).isEmpty()) {
          object.putObject(name);
        }
      }
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        if (MAPS.contains(field.getKey())) {
          field.getValue().forEach(ToolSchemas::mendSchema);
        } else if (!VALUES.contains(field.getKey())) {
          mendSchema(field.getValue());
        }
      }
    } else {
      schema.forEach(ToolSchemas::mendSchema);
    }
  }
}
