package ai.nemorouter.guardrail.sample;

import ai.nemorouter.guardrail.engine.Part;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/// Samples as programs read them.
public final class SampleJson {
  private SampleJson() {}

  public static ObjectNode of(SampleRow sample) {
    return Json.object()
        .put("id", sample.id().toString())
        .put("origin", sample.isSaved() ? "saved" : "request")
        .put("direction", sample.direction())
        .put("request_id", sample.isSaved() ? null : sample.requestId())
        .put("team_id", text(sample.teamId()))
        .put("team", sample.teamName())
        .put("key_id", text(sample.keyId()))
        .put("key", sample.keyName())
        .put("model", sample.model().isEmpty() ? null : sample.model())
        .put("characters", sample.characters())
        .put("cut", sample.cut())
        .put("saved_by", sample.savedBy())
        .put("kept_at", sample.keptAt().toString())
        .put("expires_at", sample.expiresAt().toString());
  }

  private static @Nullable String text(@Nullable Object id) {
    return id == null ? null : id.toString();
  }

  static ObjectNode of(SampleText sample) {
    ObjectNode json = of(sample.row());
    ArrayNode parts = json.putArray("parts");
    for (Part part : sample.parts()) {
      parts.addObject().put("place", part.path()).put("role", part.role()).put("text", part.text());
    }
    return json;
  }
}
