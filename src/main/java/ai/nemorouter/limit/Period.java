package ai.nemorouter.limit;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How long a limit counts before it begins anew. `TOTAL` never does.
public enum Period {
  DAY("daily"),
  WEEK("weekly"),
  MONTH("monthly"),
  TOTAL(null);

  private final @Nullable String resetName;

  Period(@Nullable String resetName) {
    this.resetName = resetName;
  }

  /// The word in the database, which is also the field that `date_trunc` takes.
  public String column() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// As people read it, as in `per month`.
  public String label() {
    return this == TOTAL ? "in total" : "per " + column();
  }

  /// The word that OpenRouter's API uses in `limit_reset`; null for `TOTAL`.
  public @Nullable String resetName() {
    return resetName;
  }

  public static Optional<Period> ofResetName(@Nullable String name) {
    return Arrays.stream(values())
        .filter(period -> Objects.equals(period.resetName, name))
        .findFirst();
  }
}
