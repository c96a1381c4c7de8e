package ai.nemorouter.key.app;

import ai.nemorouter.platform.error.InvalidInputException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// How long the key of an app works.
public enum KeyLife {
  MONTH("30", "30 days", Duration.ofDays(30)),
  QUARTER("90", "90 days", Duration.ofDays(90)),
  YEAR("365", "365 days", Duration.ofDays(365)),
  UNENDING("never", "No expiry", null);

  private final String word;
  private final String label;
  private final @Nullable Duration length;

  KeyLife(String word, String label, @Nullable Duration length) {
    this.word = word;
    this.label = label;
    this.length = length;
  }

  public String word() {
    return word;
  }

  public String label() {
    return label;
  }

  /// @return null for no end
  @Nullable Instant end(Instant now) {
    return length == null ? null : now.plus(length);
  }

  /// @throws InvalidInputException for a word that none has
  static KeyLife of(String word) {
    return Arrays.stream(values())
        .filter(life -> life.word.equals(word))
        .findFirst()
        .orElseThrow(() -> new InvalidInputException("life", "Choose when the key expires."));
  }
}
