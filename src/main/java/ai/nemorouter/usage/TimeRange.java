package ai.nemorouter.usage;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/// How far back a list of requests goes.
public enum TimeRange {
  HOUR("1h", "Last hour", Duration.ofHours(1)),
  DAY("24h", "Last 24 hours", Duration.ofHours(24)),
  WEEK("7d", "Last 7 days", Duration.ofDays(7)),
  MONTH("30d", "Last 30 days", Duration.ofDays(30)),
  ALL("", "Any time", Duration.ZERO);

  private final String word;
  private final String label;
  private final Duration length;

  TimeRange(String word, String label, Duration length) {
    this.word = word;
    this.label = label;
    this.length = length;
  }

  public static TimeRange of(String word) {
    return Arrays.stream(values()).filter(range -> range.word.equals(word)).findFirst().orElse(ALL);
  }

  public String word() {
    return word;
  }

  public String label() {
    return label;
  }

  /// Empty where it has no beginning.
  Optional<Instant> start(Instant now) {
    return this == ALL ? Optional.empty() : Optional.of(now.minus(length));
  }
}
