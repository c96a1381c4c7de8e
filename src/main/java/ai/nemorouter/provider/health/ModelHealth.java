package ai.nemorouter.provider.health;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What one node tells of a provider's model.
///
/// @param model as the provider calls it
/// @param calls of the last five minutes
/// @param pausedKeys how many keys' calls are not sent at the moment, because they failed
public record ModelHealth(
    String model,
    long calls,
    long failures,
    long pausedKeys,
    @Nullable String lastError,
    @Nullable Instant lastErrorAt) {

  boolean isTroubled() {
    return failures > 0 || pausedKeys > 0;
  }

  /// With what another node tells. A key that both pause is one key, so that the larger counts.
  ModelHealth with(ModelHealth other) {
    boolean later =
        lastErrorAt == null
            || (other.lastErrorAt != null && other.lastErrorAt.isAfter(lastErrorAt));
    return new ModelHealth(
        model,
        calls + other.calls,
        failures + other.failures,
        Math.max(pausedKeys, other.pausedKeys),
        later ? other.lastError : lastError,
        later ? other.lastErrorAt : lastErrorAt);
  }

  /// As a JSON object by the model's name.
  static ObjectNode write(List<ModelHealth> models) {
    ObjectNode all = Json.object();
    for (ModelHealth model : models) {
      ObjectNode told = all.putObject(model.model());
      told.put("calls", model.calls()).put("failures", model.failures());
      told.put("paused_keys", model.pausedKeys()).put("last_error", model.lastError());
      told.put("last_error_at", Objects.toString(model.lastErrorAt(), null));
    }
    return all;
  }

  static List<ModelHealth> read(String written) {
    return Json.parseObject(written.getBytes(UTF_8)).properties().stream()
        .map(entry -> read(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static ModelHealth read(String model, JsonNode told) {
    String at = told.path("last_error_at").asText(null);
    return new ModelHealth(
        model,
        told.path("calls").asLong(),
        told.path("failures").asLong(),
        told.path("paused_keys").asLong(),
        told.path("last_error").asText(null),
        at == null ? null : Instant.parse(at));
  }
}
