package ai.nemorouter.credit.statement;

import ai.nemorouter.limit.CreditLimit;
import ai.nemorouter.money.Money;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/// Goes on with an organization's statements, one day after the other: first the entries of the
/// journal of that day, then what requests were charged on it. Each entry and each charge is in
/// exactly one line, so a month begins with what the one before ended with.
final class StatementRun {
  private static final Duration LAST_MOMENT = Duration.ofSeconds(1);

  private static final LocalDate LAST_DAY = LocalDate.of(9999, 12, 31);

  private final ZoneId nextZone;
  private final Deque<Entry> entries;
  private final SortedMap<LocalDate, Money> days;
  private final LocalDate lateDay;
  private final List<Part> finished = new ArrayList<>();
  private Money late;
  private Open open;
  private List<StatementLine> lines = new ArrayList<>();

  /// Where the statements are.
  ///
  /// @param keptUntil the end of the last day that is written down
  /// @param closing after the last line
  /// @param charged by all lines of all months
  record Open(
      YearMonth month,
      ZoneId zone,
      Instant startsAt,
      Instant endsAt,
      Instant keptUntil,
      Money opening,
      Money closing,
      Money charged) {
    /// A first month, which begins with nothing.
    static Open first(Instant entry, ZoneId zone) {
      LocalDate day = entry.atZone(zone).toLocalDate();
      YearMonth month = YearMonth.from(day);
      return new Open(
          month,
          zone,
          startOf(month.atDay(1), zone),
          startOf(month.plusMonths(1).atDay(1), zone),
          startOf(day, zone),
          Money.ZERO,
          Money.ZERO,
          Money.ZERO);
    }

    /// The month after it, which begins where this one ends, in whichever zone.
    Open next(ZoneId zoneOfNext) {
      return new Open(
          month.plusMonths(1),
          zoneOfNext,
          endsAt,
          startOf(month.plusMonths(2).atDay(1), zoneOfNext),
          endsAt,
          closing,
          closing,
          charged);
    }

    LocalDate day() {
      return keptUntil.atZone(zone).toLocalDate();
    }

    /// When the day is over that is written down next.
    Instant dayEnds() {
      Instant end = startOf(day().plusDays(1), zone);
      return end.isBefore(endsAt) ? end : endsAt;
    }

    private Open add(Money amount, boolean usage) {
      return new Open(
          month,
          zone,
          startsAt,
          endsAt,
          keptUntil,
          opening,
          closing.plus(amount),
          usage ? charged.minus(amount) : charged);
    }

    private Open keptUntil(Instant end) {
      return new Open(month, zone, startsAt, endsAt, end, opening, closing, charged);
    }

    private static Instant startOf(LocalDate day, ZoneId zone) {
      return day.atStartOfDay(zone).toInstant();
    }
  }

  /// An entry of the journal that stands in no statement yet.
  ///
  /// @param amount what it added to credit
  record Entry(
      UUID id, String kind, String note, String createdBy, Instant createdAt, Money amount) {}

  /// What is added to one month.
  ///
  /// @param after where the month is with these lines
  /// @param over whether its last day is among them
  record Part(Open after, List<StatementLine> lines, boolean over) {}

  /// @param entries the oldest first
  /// @param charged by day since `open.keptUntil`
  /// @param nextZone of the months to come
  StatementRun(Open open, List<Entry> entries, CreditLimit.Charged charged, ZoneId nextZone) {
    this.open = open;
    this.nextZone = nextZone;
    this.entries = new ArrayDeque<>(entries);
    this.days = new TreeMap<>(charged.days());
    this.lateDay = days.isEmpty() ? open.day() : days.firstKey();
    this.late =
        charged
            .total()
            .minus(open.charged())
            .minus(days.values().stream().reduce(Money.ZERO, Money::plus));
  }

  /// The days that were over by then; the last part is of a month that goes on.
  List<Part> until(Instant time) {
    for (Instant end = open.dayEnds(); !end.isAfter(time); end = open.dayEnds()) {
      writeDay(open.day(), end);
      open = open.keptUntil(end);
      if (end.equals(open.endsAt())) {
        finished.add(new Part(open, lines, true));
        open = open.next(nextZone);
        lines = new ArrayList<>();
      }
    }
    finished.add(new Part(open, lines, false));
    return finished;
  }

  /// The same with the day that is under way.
  List<Part> upTo(Instant now) {
    until(now);
    finished.removeLast();
    writeEntries(Instant.MAX);
    writeUsage(LAST_DAY, now, "Requests so far");
    finished.add(new Part(open, lines, false));
    return finished;
  }

  private void writeDay(LocalDate day, Instant end) {
    writeEntries(end);
    writeUsage(day, end.minus(LAST_MOMENT), "Requests of the day");
  }

  private void writeEntries(Instant end) {
    while (!entries.isEmpty() && entries.peekFirst().createdAt().isBefore(end)) {
      Entry entry = entries.removeFirst();
      open = open.add(entry.amount(), false);
      lines.add(
          new StatementLine(
              entry.createdAt(),
              entry.kind(),
              entry.id(),
              entry.note(),
              entry.createdBy(),
              entry.amount(),
              open.closing()));
    }
  }

  /// What was charged up to that day.
  private void writeUsage(LocalDate day, Instant at, String note) {
    if (!late.isZero() && !day.isBefore(lateDay)) {
      writeUsage(StatementLine.LATE_USAGE, at, late, "Charged earlier and in no line before");
      late = Money.ZERO;
    }
    Money used = Money.ZERO;
    SortedMap<LocalDate, Money> until = days.headMap(day.plusDays(1));
    for (Money amount : until.values()) {
      used = used.plus(amount);
    }
    until.clear();
    if (!used.isZero()) {
      writeUsage(StatementLine.USAGE, at, used, note);
    }
  }

  private void writeUsage(String kind, Instant at, Money used, String note) {
    Money amount = used.negated();
    open = open.add(amount, true);
    lines.add(new StatementLine(at, kind, null, note, "", amount, open.closing()));
  }
}
