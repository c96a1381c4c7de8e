package ai.nemorouter.demo;

import ai.nemorouter.catalog.price.Price;
import ai.nemorouter.catalog.price.TokenUsage;
import ai.nemorouter.demo.DemoRequest.Status;
import ai.nemorouter.demo.model.DemoModel;
import ai.nemorouter.guardrail.rule.exchange.RuleTemplate;
import ai.nemorouter.limit.Budget;
import ai.nemorouter.limit.Period;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/// Makes up a month of calls: busy on working days, quiet at night, a few of them failing, refused
/// where a key's budget would not have covered them, and in the last days blocked by a guardrail.
/// The same seed gives the same month.
final class DemoTraffic {
  static final int DAYS = 30;
  private static final int[] CALLS_BY_HOUR = {
    1, 1, 1, 1, 1, 2, 4, 7, 11, 14, 15, 13, 9, 12, 15, 14, 12, 9, 6, 4, 3, 2, 2, 1
  };
  private static final int OUTPUT_CEILING = 1_500;
  private static final int LEAST_ANSWER = 16;
  private static final int FAILED_OF_1000 = 22;
  private static final int CANCELLED_OF_1000 = 20;
  private static final int ONE_BLOCKED_OF = 37;

  private final Map<DemoModel, Price> prices;
  private final Instant now;
  private final Random random;
  private final Map<String, Money> spent = new HashMap<>();

  DemoTraffic(Map<DemoModel, Price> prices, Instant now, long seed) {
    this.prices = Map.copyOf(prices);
    this.now = now;
    this.random = new Random(seed);
  }

  /// When what made the calls of the month before `now` came to be.
  static Instant beginning(Instant now) {
    return now.minus(Duration.ofDays(DAYS + 1L));
  }

  /// All calls of the month before `now`, oldest first.
  List<DemoRequest> calls() {
    List<Start> starts = new ArrayList<>();
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    for (int daysAgo = DAYS - 1; daysAgo >= 0; daysAgo--) {
      for (DemoKey key : DemoKey.ALL) {
        if (daysAgo >= quietDays(key)) {
          addDay(starts, key, today.minusDays(daysAgo));
        }
      }
    }
    starts.sort(Comparator.comparing(Start::at));
    return starts.stream().map(this::call).toList();
  }

  /// For how many days up to now the key has not been usable.
  static int quietDays(DemoKey key) {
    return switch (key.fate()) {
      case LIVE -> 0;
      case DISABLED -> 3;
      case EXPIRED -> 6;
      case REVOKED -> 11;
    };
  }

  private record Start(DemoKey key, Instant at) {}

  private void addDay(List<Start> starts, DemoKey key, LocalDate day) {
    boolean working =
        day.getDayOfWeek() != DayOfWeek.SATURDAY && day.getDayOfWeek() != DayOfWeek.SUNDAY;
    int usual = working ? key.callsADay() : key.callsADay() / 4;
    int count = usual * between(75, 130) / 100;
    for (int call = 0; call < count; call++) {
      Instant at =
          day.atStartOfDay(ZoneOffset.UTC)
              .plusHours(hour())
              .plus(random.nextInt(3_600_000), ChronoUnit.MILLIS)
              .toInstant();
      if (at.isBefore(now.minus(Duration.ofMinutes(2)))) {
        starts.add(new Start(key, at));
      }
    }
  }

  private int hour() {
    int total = 0;
    for (int calls : CALLS_BY_HOUR) {
      total += calls;
    }
    int chosen = random.nextInt(total);
    int hour = 0;
    while (chosen >= CALLS_BY_HOUR[hour]) {
      chosen -= CALLS_BY_HOUR[hour];
      hour++;
    }
    return hour;
  }

  private DemoRequest call(Start start) {
    DemoKey key = start.key();
    DemoModel model = random.nextInt(8) == 0 ? DemoModel.HAIKU_SMALL : key.model();
    long promptTokens = (long) key.promptTokens() * between(55, 170) / 100;
    long wanted = Math.min(OUTPUT_CEILING, key.completionTokens() * between(40, 180) / 100);
    boolean streamed = random.nextInt(3) > 0;
    int fortune = random.nextInt(1000);
    if (isBlocked(start)) {
      return blocked(start, model, promptTokens, streamed);
    }
    Price price = price(model);
    Money left = left(key, start.at());
    if (price.worstCase(promptTokens, LEAST_ANSWER).compareTo(left) > 0) {
      return refused(start, model, promptTokens, streamed);
    }
    Money held = price.worstCase(promptTokens, OUTPUT_CEILING).min(left);
    if (fortune < FAILED_OF_1000) {
      return failed(start, model, promptTokens, streamed, held);
    }
    boolean cancelled = streamed && fortune < FAILED_OF_1000 + CANCELLED_OF_1000;
    long completionTokens =
        Math.min(cancelled ? wanted / 3 : wanted, price.affordableOutput(held, promptTokens));
    Money cost = price.cost(TokenUsage.of(promptTokens, completionTokens));
    spent.merge(window(key, start.at()), cost, Money::plus);
    int firstByteMs = between(180, 900);
    int durationMs = firstByteMs + (int) completionTokens * between(6, 11);
    return new DemoRequest(
        key,
        model,
        start.at(),
        cancelled ? Status.CANCELLED : Status.OK,
        200,
        cancelled ? "client_gone" : null,
        null,
        streamed,
        promptTokens,
        completionTokens,
        held,
        cost,
        streamed ? firstByteMs : durationMs,
        durationMs);
  }

  /// The provider turned it away, which costs nothing.
  private DemoRequest failed(
      Start start, DemoModel model, long promptTokens, boolean streamed, Money held) {
    int answeredMs = between(120, 2_500);
    return new DemoRequest(
        start.key(),
        model,
        start.at(),
        Status.FAILED,
        503,
        "provider_status_503",
        null,
        streamed,
        promptTokens,
        null,
        held,
        Money.ZERO,
        answeredMs,
        answeredMs);
  }

  /// Some of the days in which the demo had its guardrails.
  private boolean isBlocked(Start start) {
    return start.at().isAfter(now.minus(Duration.ofDays(DemoScreening.DAYS)))
        && start.at().toEpochMilli() % ONE_BLOCKED_OF == 0;
  }

  /// What it said is made up by `DemoScreening`.
  private DemoRequest blocked(Start start, DemoModel model, long promptTokens, boolean streamed) {
    String message = RuleTemplate.of("secrets").orElseThrow().terms().message();
    ObjectNode refusal =
        Json.object()
            .put("reason", DemoScreening.BLOCKED)
            .put("guardrail", "input")
            .put("message", message);
    return refused(start, model, 403, refusal, new Asked(promptTokens, streamed));
  }

  /// @param promptTokens how long the request is
  private record Asked(long promptTokens, boolean streamed) {}

  private DemoRequest refused(Start start, DemoModel model, long promptTokens, boolean streamed) {
    ObjectNode refusal = refusal(start, price(model).worstCase(promptTokens, LEAST_ANSWER));
    return refused(start, model, 402, refusal, new Asked(promptTokens, streamed));
  }

  private DemoRequest refused(
      Start start, DemoModel model, int status, ObjectNode refusal, Asked asked) {
    return new DemoRequest(
        start.key(),
        model,
        start.at(),
        Status.REFUSED,
        status,
        refusal.path("reason").asText(),
        Json.write(refusal),
        asked.streamed(),
        asked.promptTokens(),
        null,
        Money.ZERO,
        Money.ZERO,
        0,
        between(1, 4));
  }

  private ObjectNode refusal(Start start, Money needed) {
    Budget budget = Objects.requireNonNull(start.key().budget());
    Money used = spent.getOrDefault(window(start.key(), start.at()), Money.ZERO);
    Money left = budget.amount().minus(used);
    ObjectNode refusal =
        Json.object()
            .put("error_type", "payment_required")
            .put("reason", "key_budget_exceeded")
            .put("limit_source", "key")
            .put("scope", "key")
            .put("period", budget.period().column())
            .put("limit_usd", usd(budget.amount()))
            .put("spend_usd", usd(used))
            .put("reserved_usd", 0)
            .put("remaining_usd", usd(left))
            .put("needed_usd", usd(needed));
    if (budget.period() != Period.TOTAL) {
      refusal.put("resets_at", windowEnd(budget.period(), start.at()).toString());
    }
    return refusal.put(
        "message",
        "Key budget exceeded: %s of %s used; this call needs at least %s and %s are left."
            .formatted(used, budget.amount(), needed, left));
  }

  /// What the key's budget leaves at that time, if it has one.
  private Money left(DemoKey key, Instant at) {
    Budget budget = key.budget();
    return budget == null
        ? Money.ofNanos(Long.MAX_VALUE)
        : budget.amount().minus(spent.getOrDefault(window(key, at), Money.ZERO));
  }

  private static String window(DemoKey key, Instant at) {
    Budget budget = key.budget();
    return budget == null || budget.period() == Period.TOTAL
        ? key.name()
        : key.name() + " until " + windowEnd(budget.period(), at);
  }

  private static Instant windowEnd(Period period, Instant at) {
    LocalDate day = LocalDate.ofInstant(at, ZoneOffset.UTC);
    LocalDate end =
        switch (period) {
          case DAY -> day.plusDays(1);
          case WEEK -> day.with(TemporalAdjusters.next(DayOfWeek.MONDAY));
          case MONTH -> day.with(TemporalAdjusters.firstDayOfNextMonth());
          case MINUTE, HOUR, TOTAL -> LocalDate.MAX;
        };
    return end.atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  private Price price(DemoModel model) {
    return Objects.requireNonNull(prices.get(model));
  }

  private static BigDecimal usd(Money amount) {
    return new BigDecimal(amount.plain());
  }

  private int between(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }
}
