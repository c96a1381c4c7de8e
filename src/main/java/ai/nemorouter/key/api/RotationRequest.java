package ai.nemorouter.key.api;

import ai.nemorouter.key.KeyRotations;
import ai.nemorouter.key.api.SentFields.As;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// The body of a request that rotates a key, which may be empty.
///
/// @param graceSeconds how long the old secret works; a day where nothing is said
@Schema(name = "RotationRequest")
public record RotationRequest(
    @SentFields(value = As.SECONDS, message = "`grace_seconds` must be a whole number of seconds.")
        @Schema(
            type = SchemaType.INTEGER,
            description =
                "How long the old secret works: 86400 where nothing is said, at most 2592000.")
        @Nullable JsonNode graceSeconds) {

  public Duration grace() {
    return graceSeconds == null
        ? KeyRotations.USUAL_GRACE
        : Duration.ofSeconds(graceSeconds.intValue());
  }
}
