package ai.nemorouter.limit.oracle;

import ai.nemorouter.limit.Period;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import org.jspecify.annotations.Nullable;

/// What a limit counts together: from its beginning (`Instant.MIN` for ever) up to its end
/// (`Instant.MAX` for never). That of a rolling minute is one step, which counts until a minute
/// after it has ended.
record Window(Instant start, Instant end) {
  private static final Duration STEP = Duration.ofSeconds(5);
  private static final Duration ROLL = Duration.ofMinutes(1);

  /// The window that `now` is in.
  ///
  /// @param restartedAt where the limit was told to begin anew; null if never
  static Window at(Instant now, Period period, ZoneId zone, @Nullable Instant restartedAt) {
    if (period == Period.MINUTE) {
      long step = STEP.toMillis();
      Instant start = Instant.ofEpochMilli(Math.floorDiv(now.toEpochMilli(), step) * step);
      return new Window(start, start.plus(STEP).plus(ROLL));
    }
    Window calendar = calendar(now.atZone(zone), period);
    return restartedAt == null || restartedAt.isBefore(calendar.start)
        ? calendar
        : new Window(restartedAt, calendar.end);
  }

  private static Window calendar(ZonedDateTime local, Period period) {
    LocalDate day = local.toLocalDate();
    LocalDate monday = day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    LocalDate first = day.withDayOfMonth(1);
    return switch (period) {
      case HOUR -> hour(local.truncatedTo(ChronoUnit.HOURS).toInstant());
      case DAY -> days(day, day.plusDays(1), local.getZone());
      case WEEK -> days(monday, monday.plusWeeks(1), local.getZone());
      case MONTH -> days(first, first.plusMonths(1), local.getZone());
      case MINUTE, TOTAL -> new Window(Instant.MIN, Instant.MAX);
    };
  }

  private static Window hour(Instant start) {
    return new Window(start, start.plus(1, ChronoUnit.HOURS));
  }

  /// Where clocks go back over midnight, a day begins when its date first shows; the row is named
  /// after the second time.
  private static Window days(LocalDate first, LocalDate next, ZoneId zone) {
    return new Window(
        first.atStartOfDay(zone).withLaterOffsetAtOverlap().toInstant(),
        next.atStartOfDay(zone).toInstant());
  }
}
