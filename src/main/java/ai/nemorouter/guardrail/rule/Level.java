package ai.nemorouter.guardrail.rule;

import jakarta.persistence.EnumeratedValue;
import java.util.Arrays;
import java.util.Optional;

/// What rules and exceptions can apply to, from the whole to the part. Rules of all levels add up:
/// a lower one adds to a higher one and never weakens it.
public enum Level {
  INSTALLATION("installation"),
  ORGANIZATION("organization"),
  TEAM("team"),
  KEY("key");

  @EnumeratedValue private final String word;

  Level(String word) {
    this.word = word;
  }

  /// As stored and in the API.
  public String word() {
    return word;
  }

  public static Optional<Level> of(String word) {
    return Arrays.stream(values()).filter(level -> level.word.equals(word)).findFirst();
  }
}
