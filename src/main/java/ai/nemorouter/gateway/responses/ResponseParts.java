package ai.nemorouter.gateway.responses;

import static ai.nemorouter.gateway.request.ChatFields.copy;
import static ai.nemorouter.gateway.request.ChatFields.invalid;
import static ai.nemorouter.gateway.request.ChatFields.isAbsent;
import static ai.nemorouter.gateway.request.ChatFields.text;
import static ai.nemorouter.gateway.request.ChatFields.unsupported;

import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// Texts, images, documents and recordings of an item.
final class ResponseParts {
  private ResponseParts() {}

  static ObjectNode part(JsonNode part, String at) {
    ObjectNode told = Json.object();
    switch (part.path("type").asText()) {
      case "input_text", "output_text", "text" ->
          told.put("type", "text").put("text", text(part, "text", at + "."));
      case "input_image" -> image(part, at, told);
      case "input_file" -> file(part, at, told);
      case "input_audio" -> {
        told.put("type", "input_audio");
        if (!part.path("input_audio").isObject()) {
          throw invalid(at, "\"" + at + ".input_audio\" must hold data and format.");
        }
        told.set("input_audio", part.path("input_audio"));
      }
      default ->
          throw unsupported(
              at + ".type",
              "Content of the type `"
                  + part.path("type").asText()
                  + "` is not served here, at \""
                  + at
                  + "\".");
    }
    copy(part, "cache_control", told, "cache_control");
    return told;
  }

  private static void image(JsonNode part, String at, ObjectNode told) {
    refuseUploaded(part, at);
    ObjectNode image = told.put("type", "image_url").putObject("image_url");
    image.put("url", text(part, "image_url", at + "."));
    copy(part, "detail", image, "detail");
  }

  private static void file(JsonNode part, String at, ObjectNode told) {
    refuseUploaded(part, at);
    ObjectNode file = told.put("type", "file").putObject("file");
    copy(part, "filename", file, "filename");
    boolean elsewhere = isAbsent(part.path("file_data"));
    file.put("file_data", text(part, elsewhere ? "file_url" : "file_data", at + "."));
  }

  private static void refuseUploaded(JsonNode part, String at) {
    if (!isAbsent(part.path("file_id"))) {
      throw unsupported(
          at + ".file_id",
          "Files that were uploaded before are not served here. Send the data itself.");
    }
  }
}
