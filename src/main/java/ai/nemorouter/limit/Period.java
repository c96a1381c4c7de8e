package ai.nemorouter.limit;

import jakarta.persistence.EnumeratedValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How long a limit counts before it begins anew. `TOTAL` never does. `MINUTE` rolls: what began
/// more than a minute ago no longer counts, because callers pace themselves by the seconds that
/// have passed. All others are calendar periods of the organization's time zone, because people
/// compare them with bills.
public enum Period {
  MINUTE(null),
  HOUR(null),
  DAY("daily"),
  WEEK("weekly"),
  MONTH("monthly"),
  TOTAL(null);

  @EnumeratedValue private final String word;
  private final @Nullable String resetName;

  Period(@Nullable String resetName) {
    this.word = name().toLowerCase(Locale.ROOT);
    this.resetName = resetName;
  }

  /// The word in the database, which is also the field that `date_trunc` takes.
  public String column() {
    return word;
  }

  /// As people read it, as in `per month`.
  public String label() {
    return this == TOTAL ? "in total" : "per " + column();
  }

  /// The word that OpenRouter's API uses in `limit_reset`; null for `TOTAL`.
  public @Nullable String resetName() {
    return resetName;
  }

  /// Whether there is a moment at which everything used is forgotten.
  public boolean isCalendar() {
    return this != MINUTE && this != TOTAL;
  }

  public static Optional<Period> of(String column) {
    return Arrays.stream(values()).filter(period -> period.column().equals(column)).findFirst();
  }

  public static Optional<Period> ofResetName(@Nullable String name) {
    return Arrays.stream(values())
        .filter(period -> period == TOTAL || period.resetName != null)
        .filter(period -> Objects.equals(period.resetName, name))
        .findFirst();
  }
}
