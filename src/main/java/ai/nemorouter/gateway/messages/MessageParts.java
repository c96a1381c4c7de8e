package ai.nemorouter.gateway.messages;

import static ai.nemorouter.gateway.request.ChatFields.copy;
import static ai.nemorouter.gateway.request.ChatFields.invalid;
import static ai.nemorouter.gateway.request.ChatFields.text;
import static ai.nemorouter.gateway.request.ChatFields.unsupported;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// Texts, images and documents of a turn.
final class MessageParts {
  private static final String PDF = "application/pdf";

  private MessageParts() {}

  static void addAll(JsonNode blocks, String at, ArrayNode parts) {
    for (int i = 0; i < blocks.size(); i++) {
      add(blocks.path(i), at + "[" + i + "]", parts);
    }
  }

  static void add(JsonNode block, String at, ArrayNode parts) {
    int before = parts.size();
    switch (block.path("type").asText()) {
      case "text" -> addText(text(block, "text", at + "."), parts);
      case "image" -> image(block.path("source"), at + ".source", parts.addObject());
      case "document" -> document(block, at, parts);
      default ->
          throw unsupported(
              at + ".type",
              "Content of the type `"
                  + block.path("type").asText()
                  + "` is not served here, at \""
                  + at
                  + "\".");
    }
    if (parts.size() > before) {
      copy(block, "cache_control", (ObjectNode) parts.path(parts.size() - 1), "cache_control");
    }
  }

  private static void addText(String text, ArrayNode parts) {
    parts.addObject().put("type", "text").put("text", text);
  }

  private static void image(JsonNode source, String at, ObjectNode part) {
    part.put("type", "image_url").putObject("image_url").put("url", address(source, at));
  }

  private static void document(JsonNode block, String at, ArrayNode parts) {
    if (block.path("citations").path("enabled").asBoolean()) {
      throw unsupported(at + ".citations", "Citations are not served here, at \"" + at + "\".");
    }
    String title = block.path("title").asText("");
    if (!block.path("context").asText("").isEmpty()) {
      addText(block.path("context").asText(), parts);
    }
    JsonNode source = block.path("source");
    switch (source.path("type").asText()) {
      case "text" -> {
        String text = text(source, "data", at + ".source.");
        addText(title.isEmpty() ? text : title + "\n\n" + text, parts);
      }
      case "content" -> {
        JsonNode content = source.path("content");
        if (content.isTextual()) {
          addText(content.asText(), parts);
        } else {
          addAll(content, at + ".source.content", parts);
        }
      }
      default -> {
        ObjectNode file = parts.addObject().put("type", "file").putObject("file");
        file.put("filename", title.isEmpty() ? "document.pdf" : title);
        file.put("file_data", address(source, at + ".source"));
      }
    }
  }

  /// What a part points to: its own data, or where it lies.
  private static String address(JsonNode source, String at) {
    return switch (source.path("type").asText()) {
      case "base64" ->
          "data:"
              + source.path("media_type").asText(PDF)
              + ";base64,"
              + text(source, "data", at + ".");
      case "url" -> text(source, "url", at + ".");
      case "file" ->
          throw unsupported(
              at, "Files that were uploaded before are not served here. Send the data itself.");
      default -> throw invalid(at + ".type", "\"" + at + ".type\" must be \"base64\" or \"url\".");
    };
  }
}
