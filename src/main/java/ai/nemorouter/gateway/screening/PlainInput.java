package ai.nemorouter.gateway.screening;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Set;

/// The parts of a request that is no chat: every text in it, wherever it stands, but names of
/// models and providers, which stay here.
public final class PlainInput {
  private static final String ROLE = "user";
  private static final Set<String> NOT_SCREENED =
      Set.of(
          "model",
          "models",
          "route",
          "provider",
          "plugins",
          "preset",
          "transforms",
          "usage",
          "encoding_format",
          "response_format",
          "web_search_options");

  private final InputScreen screen;

  private PlainInput(InputScreen screen) {
    this.screen = screen;
  }

  /// Looks at all parts, and rewrites those in which something is redacted.
  ///
  /// @throws ai.nemorouter.platform.json.ApiException where nothing may go on
  public static void screen(ObjectNode body, InputScreen screen) {
    PlainInput input = new PlainInput(screen);
    for (String name : body.properties().stream().map(field -> field.getKey()).toList()) {
      if (!NOT_SCREENED.contains(name)) {
        input.field(body, name, "");
      }
    }
  }

  private void field(ObjectNode object, String name, String path) {
    JsonNode value = object.path(name);
    switch (name) {
      case "url" -> screen.fileField(object, name, path, ROLE, "image/*");
      case "image_url" -> {
        if (value instanceof ObjectNode image) {
          fields(image, path + name + ".");
        } else {
          screen.fileField(object, name, path, ROLE, "image/*");
        }
      }
      default -> {
        if (value instanceof ArrayNode array) {
          elements(array, path + name);
        } else if (value.isTextual()) {
          screen.textField(object, name, path, ROLE);
        } else {
          screen.otherField(object, name, path, ROLE);
        }
      }
    }
  }

  private void fields(ObjectNode object, String path) {
    for (String name : object.properties().stream().map(field -> field.getKey()).toList()) {
      field(object, name, path);
    }
  }

  private void elements(ArrayNode array, String path) {
    for (int i = 0; i < array.size(); i++) {
      String at = path + "[" + i + "]";
      JsonNode element = array.get(i);
      if (element.isTextual()) {
        String screened = screen.text(at, ROLE, element.asText());
        if (!screened.equals(element.asText())) {
          array.set(i, TextNode.valueOf(screened));
        }
      } else if (element instanceof ObjectNode object) {
        fields(object, at + ".");
      } else if (element instanceof ArrayNode inner) {
        elements(inner, at);
      } else if (element.isNumber()) {
        screen.unreadable(
            "Guardrails read texts, and this request has tokens in \""
                + path
                + "\". Send the text itself.");
        return;
      }
    }
  }
}
