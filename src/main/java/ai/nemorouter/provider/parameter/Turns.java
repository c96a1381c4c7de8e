package ai.nemorouter.provider.parameter;

import static ai.nemorouter.provider.parameter.Shape.ANY;
import static ai.nemorouter.provider.parameter.Shape.SCALAR;
import static ai.nemorouter.provider.parameter.Shape.listOf;
import static ai.nemorouter.provider.parameter.Shape.scalarOr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is known of a chat's messages. Of each part of a content only what its type says is passed
/// on, because that is what is counted.
final class Turns {
  private static final Shape CACHE_CONTROL = Fields.of("type", "ttl");

  private static final Map<String, Shape> PARTS =
      Map.of(
          "text", SCALAR,
          "refusal", SCALAR,
          "thinking", ANY,
          "image_url", scalarOr(Fields.of("url", "detail")),
          "input_audio", Fields.of("data", "format"),
          "audio_url", scalarOr(Fields.of("url")),
          "video_url", scalarOr(Fields.of("url")),
          "file", Fields.of("file_data", "filename", "file_id"));

  private static final Shape CALL =
      Fields.of("id", "type", "index")
          .and(Fields.of("name", "arguments"), "function")
          .and(Fields.of("name", "input"), "custom")
          // Gemini's signature of a thought, in the words of its compatible server.
          .and(Fields.of().and(Fields.of("thought_signature"), "google"), "extra_content");

  private static final Shape REASONING_DETAIL =
      Fields.of("type", "text", "summary", "data", "id", "index", "format", "signature");

  private static final Shape IMAGE =
      Fields.of("type", "index").and(Fields.of("url", "detail"), "image_url");

  static final Shape MESSAGE =
      Fields.of(
              "role",
              "name",
              "tool_call_id",
              "refusal",
              "reasoning",
              "reasoning_content",
              "is_error",
              "prefix",
              "partial")
          .and(scalarOr(listOf(Turns::part)), "content")
          .and(listOf(CALL), "tool_calls")
          .and(Fields.of("name", "arguments"), "function_call")
          .and(listOf(REASONING_DETAIL), "reasoning_details")
          .and(listOf(IMAGE), "images")
          .and(Fields.of("id"), "audio")
          .and(CACHE_CONTROL, "cache_control");

  private Turns() {}

  private static @Nullable JsonNode part(JsonNode value, String at, Dropped dropped) {
    if (!(value instanceof ObjectNode part)) {
      return value.isTextual() ? value : dropped.all(at);
    }
    if (!part.hasNonNull("type")) {
      Fields known = Fields.of().and(CACHE_CONTROL, "cache_control");
      for (Map.Entry<String, Shape> one : PARTS.entrySet()) {
        known = known.and(one.getValue(), one.getKey());
      }
      return known.kept(part, at, dropped);
    }
    String type = part.path("type").asText();
    Shape content = PARTS.get(type);
    if (content == null) {
      return dropped.refuse(
          at + ".type",
          "The provider does not take content of type \""
              + type
              + "\" here, because what it may"
              + " cost is not known beforehand.");
    }
    return Fields.of("type")
        .and(content, type)
        .and(CACHE_CONTROL, "cache_control")
        .kept(part, at, dropped);
  }
}
