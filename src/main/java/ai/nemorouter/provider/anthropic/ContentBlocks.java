package ai.nemorouter.provider.anthropic;

import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.chat.Chat;
import ai.nemorouter.provider.chat.DataUrl;
import ai.nemorouter.provider.dialect.UntranslatableException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/// What messages say, in Anthropic's content blocks.
final class ContentBlocks {
  private static final String PDF = "application/pdf";

  private ContentBlocks() {}

  /// The blocks of a content. Claude refuses texts without a word in them, so they are left out.
  static List<ObjectNode> of(JsonNode content, String field) throws UntranslatableException {
    List<ObjectNode> blocks = new ArrayList<>();
    List<ObjectNode> parts = Chat.parts(content, field);
    for (int i = 0; i < parts.size(); i++) {
      ObjectNode part = parts.get(i);
      ObjectNode block = block(part, field + "[" + i + "]");
      if (block.path("type").asText().equals("text") && block.path("text").asText().isBlank()) {
        continue;
      }
      if (part.hasNonNull("cache_control")) {
        block.set("cache_control", part.path("cache_control"));
      }
      blocks.add(block);
    }
    return blocks;
  }

  private static ObjectNode block(ObjectNode part, String field) throws UntranslatableException {
    return switch (part.path("type").asText()) {
      case "text" -> text(part.path("text").asText(""));
      case "refusal" -> text(part.path("refusal").asText(""));
      case "image_url" -> image(part.path("image_url").path("url").asText(""), field);
      case "file" -> document(part.path("file"), field);
      default -> throw Chat.unknownPart(part, field);
    };
  }

  private static ObjectNode text(String text) {
    return Json.object().put("type", "text").put("text", text);
  }

  private static ObjectNode image(String url, String field) throws UntranslatableException {
    return block("image", DataUrl.is(url) ? inline(DataUrl.of(url, field)) : linked(url));
  }

  private static ObjectNode document(JsonNode file, String field) throws UntranslatableException {
    String url = file.path("file_data").asText("");
    if (url.isEmpty()) {
      throw new UntranslatableException(
          field, "The provider can read a file only where its content is sent as \"file_data\".");
    }
    ObjectNode document = document(url, field);
    if (document.path("type").asText().equals("document") && file.hasNonNull("filename")) {
      document.put("title", file.path("filename").asText());
    }
    return document;
  }

  private static ObjectNode document(String url, String field) throws UntranslatableException {
    if (!DataUrl.is(url)) {
      return block("document", linked(url));
    }
    DataUrl data = DataUrl.of(url, field);
    if (data.isImage()) {
      return block("image", inline(data));
    }
    if (data.isText()) {
      return block(
          "document",
          Json.object()
              .put("type", "text")
              .put("media_type", "text/plain")
              .put("data", data.text(field)));
    }
    if (!data.mediaType().equals(PDF)) {
      throw new UntranslatableException(
          field, "The provider reads PDF, text and pictures, not " + data.mediaType() + ".");
    }
    return block("document", inline(data));
  }

  private static ObjectNode block(String type, ObjectNode source) {
    ObjectNode block = Json.object().put("type", type);
    block.set("source", source);
    return block;
  }

  private static ObjectNode inline(DataUrl data) {
    return Json.object()
        .put("type", "base64")
        .put("media_type", data.mediaType())
        .put("data", data.base64());
  }

  private static ObjectNode linked(String url) {
    return Json.object().put("type", "url").put("url", url);
  }
}
