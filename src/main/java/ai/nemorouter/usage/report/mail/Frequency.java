package ai.nemorouter.usage.report.mail;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// How often a report is mailed, each time about the whole period before.
public enum Frequency {
  WEEK("Every week, on Monday"),
  MONTH("Every month, on its first day");

  private final String label;

  Frequency(String label) {
    this.label = label;
  }

  static Optional<Frequency> of(String word) {
    return Arrays.stream(values()).filter(known -> known.word().equals(word)).findFirst();
  }

  /// The word in the database and in forms.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public String label() {
    return label;
  }

  /// The first day of the period that the day is in.
  LocalDate begin(LocalDate day) {
    return switch (this) {
      case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
      case MONTH -> day.withDayOfMonth(1);
    };
  }

  LocalDate next(LocalDate begin) {
    return this == WEEK ? begin.plusWeeks(1) : begin.plusMonths(1);
  }

  LocalDate previous(LocalDate begin) {
    return this == WEEK ? begin.minusWeeks(1) : begin.minusMonths(1);
  }
}
