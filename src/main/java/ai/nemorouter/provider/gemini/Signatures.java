package ai.nemorouter.provider.gemini;

import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Gemini's thoughts on their way through `reasoning_details` and back. Gemini signs the parts of
/// its answers, and wants to see the signatures again at the same parts; thoughts themselves it
/// does not want back.
final class Signatures {
  static final String FORMAT = "google-gemini-v1";

  /// What Google's documentation gives for calls that Gemini has not made itself.
  static final String OF_NOBODY = "skip_thought_signature_validator";

  private Signatures() {}

  static ObjectNode thought(String text) {
    return Json.object().put("type", "reasoning.text").put("text", text).put("format", FORMAT);
  }

  /// @param callId of the tool call that is signed; null where a text is
  static ObjectNode signature(JsonNode signature, @Nullable String callId) {
    ObjectNode detail = Json.object().put("type", "reasoning.encrypted");
    detail.set("data", signature);
    if (callId != null) {
      detail.put("id", callId);
    }
    return detail.put("format", FORMAT);
  }

  /// The signature of a tool call, in what a client returns.
  static Optional<String> ofCall(JsonNode details, String callId) {
    return find(details, callId);
  }

  /// The signature of a text, in what a client returns.
  static Optional<String> ofText(JsonNode details) {
    return find(details, "");
  }

  private static Optional<String> find(JsonNode details, String id) {
    Optional<String> found = Optional.empty();
    for (JsonNode detail : details) {
      if (detail.path("type").asText().equals("reasoning.encrypted")
          && detail.path("format").asText().equals(FORMAT)
          && (detail.path("id").isNull() ? "" : detail.path("id").asText("")).equals(id)) {
        found = Optional.of(detail.path("data").asText());
      }
    }
    return found;
  }
}
