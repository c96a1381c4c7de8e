package ai.nemorouter.console.overview;

import ai.nemorouter.usage.report.SummaryTimes;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The stretch of time that the overview sums up: the last 24 hours, or whole days of the
/// organization, the one under way included.
public enum OverviewPeriod {
  DAY("24h", "24 hours", 24, ChronoUnit.HOURS),
  WEEK("7d", "7 days", 7, ChronoUnit.DAYS),
  MONTH("30d", "30 days", 30, ChronoUnit.DAYS);

  private final String word;
  private final String label;
  private final int length;
  private final ChronoUnit unit;

  OverviewPeriod(String word, String label, int length, ChronoUnit unit) {
    this.word = word;
    this.label = label;
    this.length = length;
    this.unit = unit;
  }

  public static OverviewPeriod of(String word) {
    return Arrays.stream(values())
        .filter(period -> period.word.equals(word))
        .findFirst()
        .orElse(WEEK);
  }

  public String word() {
    return word;
  }

  public String label() {
    return label;
  }

  /// What one bar of the chart stands for.
  public String unit() {
    return unit == ChronoUnit.HOURS ? "hour" : "day";
  }

  /// It is compared with as much time right before it in the calendar, so that a day that has only
  /// begun is compared with the same part of an earlier one.
  SummaryTimes times(Instant moment, ZoneId zone) {
    ZonedDateTime now = moment.truncatedTo(ChronoUnit.MILLIS).atZone(zone);
    List<ZonedDateTime> starts = unit == ChronoUnit.HOURS ? hours(now) : days(now);
    Instant start = starts.getFirst().toInstant();
    Instant previous = starts.getFirst().minus(length, unit).toInstant();
    Instant same = previous.plus(Duration.between(start, now.toInstant()));
    return new SummaryTimes(
        word,
        starts,
        unit == ChronoUnit.HOURS,
        now.toInstant(),
        previous,
        same.isBefore(start) ? same : start,
        now.toLocalDate().withDayOfMonth(1).atStartOfDay(zone).toInstant());
  }

  /// The first hour is only as long as to make 24 with the one under way.
  private List<ZonedDateTime> hours(ZonedDateTime now) {
    List<ZonedDateTime> starts = new ArrayList<>();
    starts.add(now.minus(length, unit));
    for (int ago = length - 1; ago >= 0; ago--) {
      starts.add(now.truncatedTo(unit).minus(ago, unit));
    }
    return starts;
  }

  private List<ZonedDateTime> days(ZonedDateTime now) {
    return now.toLocalDate()
        .minusDays(length - 1L)
        .datesUntil(now.toLocalDate().plusDays(1))
        .map(day -> day.atStartOfDay(now.getZone()))
        .toList();
  }
}
