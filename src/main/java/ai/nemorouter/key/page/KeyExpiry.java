package ai.nemorouter.key.page;

import ai.nemorouter.platform.error.InvalidInputException;
import java.time.LocalDate;
import java.util.Arrays;

/// How long a key works, as a form offers it.
public enum KeyExpiry {
  WEEK("7", "In 7 days", 7),
  MONTH("30", "In 30 days", 30),
  QUARTER("90", "In 90 days", 90),
  NEVER("never", "Never", 0),
  DATE("date", "On a date", 0);

  private final String word;
  private final String label;
  private final int days;

  KeyExpiry(String word, String label, int days) {
    this.word = word;
    this.label = label;
    this.days = days;
  }

  public String word() {
    return word;
  }

  public String label() {
    return label;
  }

  /// Of those that name a number of days.
  LocalDate lastDay(LocalDate today) {
    return today.plusDays(days);
  }

  /// What a form means that says a last day or none.
  static KeyExpiry of(boolean unending) {
    return unending ? NEVER : DATE;
  }

  /// @throws InvalidInputException for a word that none has
  static KeyExpiry of(String word) {
    return Arrays.stream(values())
        .filter(expiry -> expiry.word.equals(word))
        .findFirst()
        .orElseThrow(() -> new InvalidInputException("expires", "Choose when the key expires."));
  }
}
