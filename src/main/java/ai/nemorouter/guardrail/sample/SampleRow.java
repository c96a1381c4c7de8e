package ai.nemorouter.guardrail.sample;

import ai.nemorouter.platform.database.Ids;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A sample without its text.
///
/// @param callId of the request; null for a text that somebody saved, as are team and key
/// @param teamName null for a team that is gone
/// @param keyName null for a key that is gone
/// @param model as the client named it; empty for a saved text
/// @param output whether it is an answer, or is taken for one
/// @param characters of what is kept, in UTF-16 units
/// @param cut whether the request had more text
/// @param savedBy who saved it; null for a request's
public record SampleRow(
    UUID id,
    @Nullable UUID callId,
    @Nullable UUID teamId,
    @Nullable String teamName,
    @Nullable UUID keyId,
    @Nullable String keyName,
    String model,
    boolean output,
    int characters,
    boolean cut,
    @Nullable String savedBy,
    Instant keptAt,
    Instant expiresAt) {

  public boolean isSaved() {
    return callId == null;
  }

  /// As answers to callers name it; empty for a saved text.
  public String requestId() {
    return callId == null ? "" : "req_" + callId.toString().replace("-", "");
  }

  /// Where it is from, for people.
  public String source() {
    if (savedBy != null) {
      return "saved by " + savedBy;
    }
    return keyName == null ? "a key that is gone" : "key " + keyName;
  }

  public String direction() {
    return output ? "output" : "input";
  }

  /// An id that is greater than all that were made until now.
  static UUID afterAll() {
    return Ids.firstAt(Instant.now().plusSeconds(3_600));
  }
}
