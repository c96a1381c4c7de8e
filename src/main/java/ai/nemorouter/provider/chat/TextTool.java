package ai.nemorouter.provider.chat;

import ai.nemorouter.platform.json.ApiException;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;

/// A tool that takes bare text (OpenAI's `custom` tools, as `apply_patch` of coding agents), for
/// models that know only functions: a function with that text as its one argument.
public final class TextTool {
  private static final String ARGUMENT = "input";

  private TextTool() {}

  /// @param tool with `name`, and maybe `description` and `format`
  public static ObjectNode function(JsonNode tool) {
    ObjectNode function = Json.object().put("name", tool.path("name").asText());
    String description = tool.path("description").asText("") + grammar(tool.path("format"));
    if (!description.isBlank()) {
      function.put("description", description.strip());
    }
    ObjectNode parameters = function.putObject("parameters").put("type", "object");
    parameters.putObject("properties").putObject(ARGUMENT).put("type", "string");
    parameters.putArray("required").add(ARGUMENT);
    return function;
  }

  /// The model is not held to the grammar, but it can read it.
  private static String grammar(JsonNode format) {
    JsonNode grammar = format.path("grammar").isObject() ? format.path("grammar") : format;
    String definition = grammar.path("definition").asText("");
    return definition.isEmpty()
        ? ""
        : "\n\nThe text of `%s` must match this %s grammar:\n%s"
            .formatted(ARGUMENT, grammar.path("syntax").asText("lark"), definition);
  }

  /// The arguments of a call with that text.
  public static String arguments(String text) {
    return Json.write(Json.object().put(ARGUMENT, text));
  }

  /// The text that a model called it with; its arguments as they are where they hold no such text.
  public static String text(String arguments) {
    try {
      ObjectNode object = Json.parseObject(arguments.getBytes(StandardCharsets.UTF_8));
      JsonNode text = object.path(ARGUMENT);
      if (!text.isTextual() && object.size() == 1) {
        text = object.iterator().next();
      }
      return text.isTextual() ? text.asText() : arguments;
    } catch (ApiException e) {
      return arguments;
    }
  }
}
