package ai.nemorouter.gateway.screening;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Set;

/// The parts of a chat, which all formats of clients are translated into. What is not known to be
/// anything else is a part: only definitions of tools, which are the developer's, names of models
/// and providers, which stay here, and what is sealed are not looked at.
public final class ChatInput {
  /// Definitions of tools, and what the gateway itself reads.
  private static final Set<String> NOT_SCREENED =
      Set.of(
          "tools",
          "functions",
          "tool_choice",
          "function_call",
          "model",
          "models",
          "route",
          "provider",
          "plugins",
          "preset",
          "transforms",
          "usage",
          "web_search_options");

  /// Only its provider can read it.
  private static final Set<String> OPAQUE = Set.of("data", "signature", "encrypted_content");

  private static final Set<String> THOUGHTS = Set.of("thinking", "redacted_thinking");

  private static final Set<String> IDENTIFIERS =
      Set.of("id", "tool_call_id", "file_id", "role", "type", "format", "detail", "index");

  private final InputScreen screen;

  private ChatInput(InputScreen screen) {
    this.screen = screen;
  }

  /// Looks at all parts, and rewrites those in which something is redacted.
  ///
  /// @throws ai.nemorouter.platform.json.ApiException where nothing may go on
  public static void screen(ObjectNode chat, InputScreen screen) {
    new ChatInput(screen).chat(chat);
  }

  private void chat(ObjectNode chat) {
    for (String name : names(chat)) {
      JsonNode value = chat.path(name);
      if (NOT_SCREENED.contains(name)) {
        continue;
      }
      switch (name) {
        case "messages" -> messages(value);
        case "prediction" -> prediction(value);
        case "stop" -> content(chat, "stop", "", "user");
        default -> screen.otherField(chat, name, "", "user");
      }
    }
  }

  private static List<String> names(ObjectNode object) {
    return object.properties().stream().map(field -> field.getKey()).toList();
  }

  private void messages(JsonNode messages) {
    for (int i = 0; i < messages.size(); i++) {
      if (messages.path(i) instanceof ObjectNode message) {
        message(message, "messages[" + i + "].");
      }
    }
  }

  private void prediction(JsonNode value) {
    if (value instanceof ObjectNode prediction) {
      for (String name : names(prediction)) {
        content(prediction, name, "prediction.", "user");
      }
    }
  }

  private void message(ObjectNode message, String path) {
    String role = message.path("role").asText("user");
    for (String name : names(message)) {
      switch (name) {
        case "content" -> content(message, name, path, role);
        case "tool_calls" -> calls(message.path(name), path + name, role);
        case "function_call" -> called(message.path(name), path + name + ".", role);
        case "reasoning_details" -> thoughts(message.path(name), path + name, role);
        case "images" -> parts(message.path(name), path + name, role);
        case "audio" -> fields(message.path(name), path + name + ".", role);
        default -> field(message, name, path, role);
      }
    }
  }

  /// A text, or an array of parts.
  private void content(ObjectNode object, String name, String path, String role) {
    JsonNode value = object.path(name);
    if (value.isArray()) {
      parts(value, path + name, role);
    } else {
      field(object, name, path, role);
    }
  }

  private void parts(JsonNode parts, String path, String role) {
    for (int i = 0; i < parts.size(); i++) {
      JsonNode part = parts.path(i);
      String at = path + "[" + i + "]";
      if (part instanceof ObjectNode object) {
        part(object, at + ".", role);
      } else if (parts instanceof ArrayNode array && part.isTextual()) {
        String screened = screen.text(at, role, part.asText());
        if (!screened.equals(part.asText())) {
          array.set(i, TextNode.valueOf(screened));
        }
      }
    }
  }

  private void part(ObjectNode part, String path, String role) {
    if (THOUGHTS.contains(part.path("type").asText(""))) {
      thought(part, path, role);
      return;
    }
    for (String name : names(part)) {
      switch (name) {
        case "image_url" -> media(part, name, path, role, "image/*");
        case "audio_url" -> media(part, name, path, role, "audio/*");
        case "video_url" -> media(part, name, path, role, "video/*");
        case "input_audio" -> recording(part.path(name), path + name + ".", role);
        case "file" -> file(part.path(name), path + name + ".", role);
        default -> field(part, name, path, role);
      }
    }
  }

  /// A field of no special kind.
  private void field(ObjectNode object, String name, String path, String role) {
    if (IDENTIFIERS.contains(name)) {
      screen.fixed(path + name, role, object.path(name).asText(""));
    } else if (object.path(name).isTextual()) {
      screen.textField(object, name, path, role);
    } else {
      screen.otherField(object, name, path, role);
    }
  }

  private void fields(JsonNode value, String path, String role) {
    if (value instanceof ObjectNode object) {
      for (String name : names(object)) {
        field(object, name, path, role);
      }
    }
  }

  private void media(ObjectNode part, String name, String path, String role, String kind) {
    if (part.path(name) instanceof ObjectNode media) {
      for (String field : names(media)) {
        if (field.equals("url")) {
          screen.fileField(media, field, path + name + ".", role, kind);
        } else {
          field(media, field, path + name + ".", role);
        }
      }
    } else {
      screen.fileField(part, name, path, role, kind);
    }
  }

  private void recording(JsonNode value, String path, String role) {
    if (value instanceof ObjectNode recording) {
      String kind = "audio/" + recording.path("format").asText("*");
      for (String name : names(recording)) {
        if (name.equals("data")) {
          screen.fileField(recording, name, path, role, kind);
        } else {
          field(recording, name, path, role);
        }
      }
    }
  }

  private void file(JsonNode value, String path, String role) {
    if (value instanceof ObjectNode file) {
      for (String name : names(file)) {
        if (name.equals("file_data")) {
          screen.fileField(file, name, path, role, "application/octet-stream");
        } else {
          field(file, name, path, role);
        }
      }
    }
  }

  private void calls(JsonNode calls, String path, String role) {
    for (int i = 0; i < calls.size(); i++) {
      if (!(calls.path(i) instanceof ObjectNode call)) {
        continue;
      }
      String at = path + "[" + i + "].";
      for (String name : names(call)) {
        switch (name) {
          case "function", "custom" -> called(call.path(name), at + name + ".", role);
          case "extra_content" -> {
            // The seal of a thought.
          }
          default -> field(call, name, at, role);
        }
      }
    }
  }

  private void called(JsonNode value, String path, String role) {
    if (value instanceof ObjectNode called) {
      for (String name : names(called)) {
        switch (name) {
          case "arguments" -> screen.jsonField(called, name, path, role);
          case "name" -> screen.fixed(path + name, role, called.path(name).asText(""));
          default -> field(called, name, path, role);
        }
      }
    }
  }

  private void thoughts(JsonNode details, String path, String role) {
    for (int i = 0; i < details.size(); i++) {
      if (details.path(i) instanceof ObjectNode detail) {
        thought(detail, path + "[" + i + "].", role);
      }
    }
  }

  /// What is signed must come back as it was, and what is sealed only its provider can read.
  private void thought(ObjectNode thought, String path, String role) {
    for (String name : names(thought)) {
      if (OPAQUE.contains(name)) {
        continue;
      }
      if (thought.hasNonNull("signature") && thought.path(name).isTextual()) {
        screen.fixed(path + name, role, thought.path(name).asText());
      } else {
        field(thought, name, path, role);
      }
    }
  }
}
