package ai.nemorouter.limit.engine;

import java.util.Arrays;
import java.util.Optional;

/// Why a key may not start calls: the same words in the database's answer to a hold, in the errors
/// of the API and in the records of calls.
public enum NotLive {
  REVOKED("key_revoked"),
  EXPIRED("key_expired"),
  DISABLED("key_disabled"),
  TEAM_ARCHIVED("team_archived"),
  ORGANIZATION_SUSPENDED("organization_suspended"),
  SECRET_ENDED("secret_ended");

  private final String word;

  NotLive(String word) {
    this.word = word;
  }

  /// As in `key_revoked`.
  public String word() {
    return word;
  }

  public static Optional<NotLive> of(String word) {
    return Arrays.stream(values()).filter(reason -> reason.word.equals(word)).findFirst();
  }
}
