package ai.nemorouter.console;

import ai.nemorouter.usage.Spend;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The stretch of time that the overview sums up: whole hours or days of the organization, the one
/// under way included.
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

  /// What one bar of the chart stands for, as `date_trunc` calls it.
  public String unit() {
    return unit == ChronoUnit.HOURS ? "hour" : "day";
  }

  Spend.Span span(Instant now, ZoneId zone) {
    return new Spend.Span(first(now, zone).toInstant(), now);
  }

  /// As much time as the span has, right before it in the calendar, so that a day that has only
  /// begun is compared with the same part of an earlier one.
  Spend.Span previous(Instant now, ZoneId zone) {
    ZonedDateTime from = first(now, zone).minus(length, unit);
    Duration elapsed = Duration.between(first(now, zone).toInstant(), now);
    return new Spend.Span(from.toInstant(), from.toInstant().plus(elapsed));
  }

  /// The moments at which its hours or days begin.
  List<ZonedDateTime> starts(Instant now, ZoneId zone) {
    List<ZonedDateTime> starts = new ArrayList<>(length);
    for (int index = 0; index < length; index++) {
      starts.add(first(now, zone).plus(index, unit));
    }
    return starts;
  }

  private ZonedDateTime first(Instant now, ZoneId zone) {
    return now.atZone(zone).truncatedTo(unit).minus(length - 1L, unit);
  }
}
