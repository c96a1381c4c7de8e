package ai.nemorouter.usage.summary;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The stretches of time that the bars over a list of requests stand for. They begin at round times
/// of the organization's zone, so that a bar is the same however late one looks; the first may
/// begin before the span, and the last may end after it.
///
/// @param starts when they begin, and at the end when the last of them ends
/// @param daily whether each is one whole day or more
record RequestBuckets(List<Instant> starts, boolean daily, ZoneId zone) {
  private static final int MOST = 60;

  /// From so many days on, days are read from their sums.
  private static final int DAILY_FROM = 15;

  private static final List<Duration> STEPS =
      List.of(
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(15),
          Duration.ofSeconds(30),
          Duration.ofMinutes(1),
          Duration.ofMinutes(2),
          Duration.ofMinutes(5),
          Duration.ofMinutes(10),
          Duration.ofMinutes(15),
          Duration.ofMinutes(30),
          Duration.ofHours(1),
          Duration.ofHours(2),
          Duration.ofHours(3),
          Duration.ofHours(6));

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH);
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("d MMM, HH:mm", Locale.ENGLISH);
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("d MMM, HH:mm:ss", Locale.ENGLISH);

  RequestBuckets {
    starts = List.copyOf(starts);
  }

  /// @param from before `to`
  static RequestBuckets of(Instant from, Instant to, ZoneId zone) {
    Duration length = Duration.between(from, to);
    if (length.toDays() >= DAILY_FROM) {
      return days(from, to, zone);
    }
    Duration step =
        STEPS.stream()
            .filter(each -> each.multipliedBy(MOST).compareTo(length) >= 0)
            .findFirst()
            .orElse(STEPS.getLast());
    return new RequestBuckets(steps(from, to, step, zone), false, zone);
  }

  private static RequestBuckets days(Instant from, Instant to, ZoneId zone) {
    LocalDate first = LocalDate.ofInstant(from, zone);
    LocalDate end = LocalDate.ofInstant(to, zone).plusDays(1);
    int each = Math.ceilDiv(Math.toIntExact(ChronoUnit.DAYS.between(first, end)), MOST);
    List<Instant> starts = new ArrayList<>();
    LocalDate day = first;
    for (; day.isBefore(end); day = day.plusDays(each)) {
      starts.add(day.atStartOfDay(zone).toInstant());
    }
    starts.add(day.atStartOfDay(zone).toInstant());
    return new RequestBuckets(starts, true, zone);
  }

  /// Each day begins one anew, also after a day on which clocks are moved.
  private static List<Instant> steps(Instant from, Instant to, Duration step, ZoneId zone) {
    List<Instant> starts = new ArrayList<>();
    ZonedDateTime midnight = from.atZone(zone).toLocalDate().atStartOfDay(zone);
    long passed = Duration.between(midnight, from.atZone(zone)).dividedBy(step);
    Instant start = midnight.toInstant().plus(step.multipliedBy(passed));
    Instant next = midnight.plusDays(1).toInstant();
    while (start.isBefore(to)) {
      starts.add(start);
      start = start.plus(step);
      if (!start.isBefore(next)) {
        start = next;
        next = start.atZone(zone).toLocalDate().plusDays(1).atStartOfDay(zone).toInstant();
      }
    }
    starts.add(start);
    return starts;
  }

  int count() {
    return starts.size() - 1;
  }

  Instant start(int bar) {
    return starts.get(bar);
  }

  Instant end(int bar) {
    return starts.get(bar + 1);
  }

  /// When a bar begins, and the day on which it ends where it is more than one.
  String label(int bar) {
    ZonedDateTime start = start(bar).atZone(zone);
    if (daily) {
      LocalDate last = LocalDate.ofInstant(end(bar), zone).minusDays(1);
      String day = DAY.format(start);
      return last.equals(start.toLocalDate()) ? day : day + " – " + DAY.format(last);
    }
    boolean seconds = Duration.between(start(bar), end(bar)).toSeconds() < 60;
    return (seconds ? SECOND : MINUTE).format(start);
  }

  /// What one bar stands for, as in `30 minutes`.
  String each() {
    if (daily) {
      long days =
          ChronoUnit.DAYS.between(
              LocalDate.ofInstant(start(0), zone), LocalDate.ofInstant(end(0), zone));
      return days == 1 ? "day" : days + " days";
    }
    Duration length = Duration.between(start(0), end(0));
    if (length.toHours() > 0) {
      return counted(length.toHours(), "hour");
    }
    return length.toMinutes() > 0
        ? counted(length.toMinutes(), "minute")
        : counted(length.toSeconds(), "second");
  }

  private static String counted(long count, String unit) {
    return count == 1 ? unit : count + " " + unit + "s";
  }
}
