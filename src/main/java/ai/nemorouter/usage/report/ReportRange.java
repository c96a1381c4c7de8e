package ai.nemorouter.usage.report;

import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The days that a report is about, in the organization's time zone.
///
/// @param last is included
/// @param now to which the period before is cut where the range is not over
/// @param shortened whether more was asked for than one report covers
public record ReportRange(
    Choice choice, LocalDate first, LocalDate last, ZoneId zone, Instant now, boolean shortened) {
  static final int DAYS_MAX = 366;
  private static final int HOURLY_DAYS_MAX = 2;
  private static final int DAILY_DAYS_MAX = 93;
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH);
  private static final DateTimeFormatter HOUR =
      DateTimeFormatter.ofPattern("d MMM, HH:mm", Locale.ENGLISH);
  private static final DateTimeFormatter MONTH =
      DateTimeFormatter.ofPattern("MMM uuuu", Locale.ENGLISH);
  private static final DateTimeFormatter FULL_DAY =
      DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH);

  /// Ranges that are one click away.
  public enum Choice {
    WEEK("7d", "7 days"),
    MONTH("30d", "30 days"),
    QUARTER("90d", "90 days"),
    THIS_MONTH("month", "This month"),
    LAST_MONTH("last-month", "Last month"),
    OWN("", "Own dates");

    private final String word;
    private final String label;

    Choice(String word, String label) {
      this.word = word;
      this.label = label;
    }

    public String word() {
      return word;
    }

    public String label() {
      return label;
    }

    private static Choice of(String word) {
      return Arrays.stream(values())
          .filter(choice -> !choice.word.isEmpty() && choice.word.equals(word))
          .findFirst()
          .orElse(MONTH);
    }
  }

  /// What one bar of the chart and one line of the file stand for.
  public enum Unit {
    HOUR,
    DAY,
    MONTH;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// @param word of a choice; counts where neither day is given
  static ReportRange of(
      String word, @Nullable LocalDate from, @Nullable LocalDate until, ZoneId zone, Instant now) {
    LocalDate today = LocalDate.ofInstant(now, zone);
    if (from == null && until == null) {
      return of(Choice.of(word), today, zone, now);
    }
    LocalDate last = until == null || until.isAfter(today) ? today : until;
    LocalDate first = from == null ? last.minusDays(29) : from;
    if (first.isAfter(last)) {
      first = last;
    }
    LocalDate earliest = last.minusDays(DAYS_MAX - 1L);
    boolean shortened = first.isBefore(earliest);
    return new ReportRange(Choice.OWN, shortened ? earliest : first, last, zone, now, shortened);
  }

  private static ReportRange of(Choice choice, LocalDate today, ZoneId zone, Instant now) {
    YearMonth month = YearMonth.from(today);
    return switch (choice) {
      case WEEK -> days(choice, today.minusDays(6), today, zone, now);
      case MONTH, OWN -> days(Choice.MONTH, today.minusDays(29), today, zone, now);
      case QUARTER -> days(choice, today.minusDays(89), today, zone, now);
      case THIS_MONTH -> days(choice, month.atDay(1), today, zone, now);
      case LAST_MONTH -> {
        YearMonth before = month.minusMonths(1);
        yield days(choice, before.atDay(1), before.atEndOfMonth(), zone, now);
      }
    };
  }

  private static ReportRange days(
      Choice choice, LocalDate first, LocalDate last, ZoneId zone, Instant now) {
    return new ReportRange(choice, first, last, zone, now, false);
  }

  /// Days that were named one by one.
  public static ReportRange between(LocalDate first, LocalDate last, ZoneId zone, Instant now) {
    return days(Choice.OWN, first, last, zone, now);
  }

  public Unit unit() {
    long days = dayCount();
    if (days <= HOURLY_DAYS_MAX) {
      return Unit.HOUR;
    }
    return days <= DAILY_DAYS_MAX ? Unit.DAY : Unit.MONTH;
  }

  Instant start() {
    return first.atStartOfDay(zone).toInstant();
  }

  /// The first moment after it.
  Instant end() {
    return last.plusDays(1).atStartOfDay(zone).toInstant();
  }

  /// As many days right before it, or the month before where it is a month.
  Instant previousStart() {
    return first.minus(length()).atStartOfDay(zone).toInstant();
  }

  /// Where the range is not over, the period before ends as long before as well, so that a day that
  /// has only begun is compared with the same part of an earlier one.
  Instant previousEnd() {
    if (!isUnderWay()) {
      return start();
    }
    Instant same = now.atZone(zone).minus(length()).toInstant();
    return same.isBefore(start()) ? same : start();
  }

  public boolean isUnderWay() {
    return now.isBefore(end());
  }

  /// As in `the 7 days before`.
  public String previous() {
    String length = isMonth() ? "the month before" : "the %d days before".formatted(dayCount());
    String named = dayCount() == 1 ? "the day before" : length;
    return isUnderWay() ? named + ", up to the same time" : named;
  }

  /// As in `16 Nov – 22 Nov 2026`.
  public String title() {
    String end = FULL_DAY.format(last);
    if (first.equals(last)) {
      return end;
    }
    DateTimeFormatter format = first.getYear() == last.getYear() ? DAY : FULL_DAY;
    return format.format(first) + " – " + end;
  }

  /// The moments at which its hours, days or months begin.
  List<ZonedDateTime> starts() {
    return switch (unit()) {
      case HOUR -> hours();
      case DAY -> first.datesUntil(last.plusDays(1)).map(day -> day.atStartOfDay(zone)).toList();
      case MONTH -> months();
    };
  }

  /// Hours are hours, also on a day on which clocks are moved.
  private List<ZonedDateTime> hours() {
    List<ZonedDateTime> hours = new ArrayList<>();
    for (Instant hour = start(); hour.isBefore(end()); hour = hour.plus(1, ChronoUnit.HOURS)) {
      hours.add(hour.atZone(zone));
    }
    return List.copyOf(hours);
  }

  private List<ZonedDateTime> months() {
    List<ZonedDateTime> months = new ArrayList<>();
    for (LocalDate day = first;
        !day.isAfter(last);
        day = YearMonth.from(day).plusMonths(1).atDay(1)) {
      months.add(day.atStartOfDay(zone));
    }
    return List.copyOf(months);
  }

  String label(ZonedDateTime start) {
    return switch (unit()) {
      case HOUR -> HOUR.format(start);
      case DAY -> DAY.format(start);
      case MONTH -> MONTH.format(start);
    };
  }

  /// As files have it: a day, or an hour with its offset.
  String stamp(ZonedDateTime start) {
    return unit() == Unit.HOUR
        ? DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(start)
        : start.toLocalDate().toString();
  }

  private long dayCount() {
    return ChronoUnit.DAYS.between(first, last) + 1;
  }

  private Period length() {
    return isMonth() ? Period.ofMonths(1) : Period.ofDays(Math.toIntExact(dayCount()));
  }

  private boolean isMonth() {
    YearMonth month = YearMonth.from(first);
    return choice == Choice.THIS_MONTH
        || (first.getDayOfMonth() == 1 && last.equals(month.atEndOfMonth()));
  }
}
