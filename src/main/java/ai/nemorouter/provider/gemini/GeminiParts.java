package ai.nemorouter.provider.gemini;

import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.chat.Chat;
import ai.nemorouter.provider.chat.DataUrl;
import ai.nemorouter.provider.dialect.UntranslatableException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLConnection;
import java.util.ArrayList;
import java.util.List;

/// What messages say, in Gemini's parts.
final class GeminiParts {
  private GeminiParts() {}

  public static List<ObjectNode> of(JsonNode content, String field) throws UntranslatableException {
    List<ObjectNode> parts = new ArrayList<>();
    List<ObjectNode> said = Chat.parts(content, field);
    for (int i = 0; i < said.size(); i++) {
      ObjectNode part = part(said.get(i), field + "[" + i + "]");
      if (!part.has("text") || !part.path("text").asText().isEmpty()) {
        parts.add(part);
      }
    }
    return parts;
  }

  private static ObjectNode part(ObjectNode part, String field) throws UntranslatableException {
    return switch (part.path("type").asText()) {
      case "text" -> text(part.path("text").asText(""));
      case "refusal" -> text(part.path("refusal").asText(""));
      case "image_url" -> at(part.path("image_url").path("url").asText(""), field);
      case "video_url" -> at(part.path("video_url").path("url").asText(""), field);
      case "file" -> file(part.path("file"), field);
      case "input_audio" -> {
        JsonNode audio = part.path("input_audio");
        yield inline("audio/" + audio.path("format").asText(), audio.path("data").asText());
      }
      default -> throw Chat.unknownPart(part, field);
    };
  }

  private static ObjectNode text(String text) {
    return Json.object().put("text", text);
  }

  private static ObjectNode file(JsonNode file, String field) throws UntranslatableException {
    String url = file.path("file_data").asText("");
    if (url.isEmpty()) {
      throw new UntranslatableException(
          field, "The provider can read a file only where its content is sent as \"file_data\".");
    }
    return at(url, field);
  }

  private static ObjectNode at(String url, String field) throws UntranslatableException {
    if (DataUrl.is(url)) {
      DataUrl data = DataUrl.of(url, field);
      return inline(data.mediaType(), data.base64());
    }
    ObjectNode part = Json.object();
    ObjectNode file = part.putObject("fileData").put("fileUri", url);
    String mediaType = URLConnection.guessContentTypeFromName(url.replaceFirst("[?#].*", ""));
    if (mediaType != null) {
      file.put("mimeType", mediaType);
    }
    return part;
  }

  private static ObjectNode inline(String mediaType, String base64) {
    ObjectNode part = Json.object();
    part.putObject("inlineData").put("mimeType", mediaType).put("data", base64);
    return part;
  }
}
