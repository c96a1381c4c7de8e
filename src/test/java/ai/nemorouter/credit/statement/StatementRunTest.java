package ai.nemorouter.credit.statement;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.limit.CreditLimit;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Ids;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Statements of random histories: charges that come late, days that were not written down in time,
/// and clocks that change.
class StatementRunTest {
  private static final long SEED = Long.getLong("nemorouter.seed", System.nanoTime());
  private static final int HISTORIES = 200;
  private static final int STEPS = 60;
  private static final List<ZoneId> ZONES =
      List.of(
          ZoneId.of("UTC"),
          ZoneId.of("America/New_York"),
          ZoneId.of("Asia/Kolkata"),
          ZoneId.of("Pacific/Kiritimati"));

  private final Random random = new Random(SEED);

  /// What an organization's journal and its requests hold, and what was written down of them.
  private final class History {
    private final List<StatementRun.Entry> entries = new ArrayList<>();
    private final List<Charge> charges = new ArrayList<>();
    private final Map<YearMonth, List<StatementLine>> written = new TreeMap<>();
    private final Map<YearMonth, StatementRun.Open> months = new TreeMap<>();
    private final ZoneId zone = ZONES.get(random.nextInt(ZONES.size()));
    private StatementRun.Open open;
    private Instant now = Instant.parse("2026-09-28T12:00:00Z");

    History() {
      grant();
      open = StatementRun.Open.first(now, zone);
    }

    void grant() {
      entries.add(
          new StatementRun.Entry(
              Ids.next(), "grant", "", "", now, Money.ofNanos(random.nextLong(-9, 1_000_000))));
    }

    /// Sometimes booked after its day: it is as if another node was slow.
    void charge() {
      Instant at = random.nextInt(5) == 0 ? now.minus(Duration.ofDays(2)) : now;
      charges.add(new Charge(at, Money.ofNanos(random.nextLong(1, 1_000))));
    }

    /// A late settlement replaces what was booked, and counts when it is booked.
    void settleLate() {
      if (!charges.isEmpty()) {
        Charge old = charges.remove(random.nextInt(charges.size()));
        charges.add(new Charge(now, old.cost().plus(Money.ofNanos(random.nextLong(0, 500)))));
      }
    }

    Money balance() {
      return sum(entries.stream().map(StatementRun.Entry::amount).toList())
          .minus(sum(charges.stream().map(Charge::cost).toList()));
    }

    List<StatementRun.Part> run(boolean writes) {
      List<UUID> known =
          written.values().stream().flatMap(List::stream).map(StatementLine::entryId).toList();
      List<StatementRun.Entry> left =
          entries.stream()
              .filter(entry -> !known.contains(entry.id()))
              .sorted(Comparator.comparing(StatementRun.Entry::createdAt))
              .toList();
      TreeMap<LocalDate, Money> days = new TreeMap<>();
      charges.stream()
          .filter(charge -> !charge.at().isBefore(open.keptUntil()))
          .forEach(charge ->
              days.merge(
                  charge.at().atZone(open.zone()).toLocalDate(), charge.cost(), Money::plus));
      Money total = sum(charges.stream().map(Charge::cost).toList());
      StatementRun run = new StatementRun(open, left, new CreditLimit.Charged(total, days), zone);
      return writes ? run.until(now) : run.upTo(now);
    }

    void write() {
      for (StatementRun.Part part : run(true)) {
        YearMonth month = part.after().month();
        written.computeIfAbsent(month, any -> new ArrayList<>()).addAll(part.lines());
        months.put(month, part.after());
        open = part.after();
      }
    }
  }

  private record Charge(Instant at, Money cost) {}

  private static Money sum(List<Money> amounts) {
    return amounts.stream().reduce(Money.ZERO, Money::plus);
  }

  @Test
  void everyMonthBeginsWithTheBalanceThatTheOneBeforeEndedWithAndTheLinesAddUp() {
    for (int i = 0; i < HISTORIES; i++) {
      History history = lived();
      Money balance = Money.ZERO;
      Instant end = history.months.values().iterator().next().startsAt();
      for (StatementRun.Open month : history.months.values()) {
        assertThat(month.opening()).as("seed %d", SEED).isEqualTo(balance);
        assertThat(month.startsAt()).isEqualTo(end);
        for (StatementLine line : history.written.getOrDefault(month.month(), List.of())) {
          balance = balance.plus(line.amount());
          assertThat(line.balance()).as("seed %d", SEED).isEqualTo(balance);
        }
        assertThat(month.closing()).isEqualTo(balance);
        end = month.endsAt();
      }
    }
  }

  @Test
  void whatIsShownUpToNowIsTheBalanceToTheNanoDollar() {
    for (int i = 0; i < HISTORIES; i++) {
      History history = lived();

      assertThat(history.run(false).getLast().after().closing())
          .as("seed %d", SEED)
          .isEqualTo(history.balance());
    }
  }

  @Test
  void everyEntryIsInOneLineAndAnEntryOfAFinishedMonthStandsInALaterOne() {
    History history = new History();
    history.write();
    history.now = Instant.parse("2026-10-02T12:00:00Z");
    history.write();
    List<StatementLine> finished = List.copyOf(history.written.get(YearMonth.of(2026, 9)));
    history.now = Instant.parse("2026-09-29T12:00:00Z");
    history.grant();
    history.now = Instant.parse("2026-10-05T12:00:00Z");
    history.write();

    assertThat(history.written.get(YearMonth.of(2026, 9))).isEqualTo(finished);
    assertThat(history.written.get(YearMonth.of(2026, 10)))
        .extracting(StatementLine::entryId)
        .containsExactly(history.entries.getLast().id());
  }

  @Test
  void aMonthBeginsAtMidnightInTheZoneOfTheOrganization() {
    StatementRun.Open open =
        StatementRun.Open.first(
            Instant.parse("2026-11-01T03:59:00Z"), ZoneId.of("America/New_York"));

    assertThat(open.month()).isEqualTo(YearMonth.of(2026, 10));
    assertThat(open.endsAt()).isEqualTo("2026-11-01T04:00:00Z");
    assertThat(open.next(ZoneId.of("Asia/Tokyo")).startsAt()).isEqualTo(open.endsAt());
    assertThat(open.next(ZoneId.of("Asia/Tokyo")).endsAt()).isEqualTo("2026-11-30T15:00:00Z");
  }

  /// Some weeks, of which some days are written down late.
  private History lived() {
    History history = new History();
    for (int step = 0; step < STEPS; step++) {
      switch (random.nextInt(5)) {
        case 0 -> history.grant();
        case 1, 2 -> history.charge();
        case 3 -> history.settleLate();
        default -> history.write();
      }
      history.now = history.now.plus(Duration.ofHours(random.nextInt(40)));
    }
    history.write();
    return history;
  }
}
