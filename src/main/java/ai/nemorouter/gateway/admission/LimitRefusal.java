package ai.nemorouter.gateway.admission;

import ai.nemorouter.limit.Period;
import ai.nemorouter.limit.Unit;
import ai.nemorouter.limit.engine.HoldOutcome;
import ai.nemorouter.limit.engine.LimitUse;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.json.ApiError;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The answer to a call that a limit refused. Money is 402, which no client retries; rates are 429
/// with the time to wait, which clients obey. So is money that calls under way hold and may give
/// back within seconds: the one refusal about money that is worth trying again.
final class LimitRefusal {
  /// Some clients sleep for as long as they are told, so they are never told more than a minute
  /// (openai-js 6.49 hangs for an hour when it is told 3,600 seconds).
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);

  private LimitRefusal() {}

  static ApiError of(HoldOutcome.LimitReached reached) {
    ApiError error = reached.limit().unit() == Unit.USD ? money(reached) : rate(reached);
    LimitUse limit = reached.limit();
    error =
        error
            .with("limit_source", limit.isCredit() ? "organization_credit" : scope(limit))
            .with("scope", scope(limit))
            .with("unit", limit.unit().column())
            .with("period", limit.period().column())
            .with("limit", amount(limit.unit(), limit.allowed()))
            .with("used", amount(limit.unit(), limit.used()))
            .with("held", amount(limit.unit(), limit.held()))
            .with("remaining", amount(limit.unit(), limit.left()))
            .with("needed", amount(limit.unit(), reached.needed()));
    if (limit.model() != null) {
      error = error.with("limit_model", limit.model());
    }
    if (limit.provider() != null) {
      error = error.with("limit_provider", limit.provider());
    }
    return reached.resetsAt() == null
        ? error
        : error.with("resets_at", reached.resetsAt().toString());
  }

  private static ApiError money(HoldOutcome.LimitReached reached) {
    LimitUse limit = reached.limit();
    String type = limit.isCredit() ? "insufficient_credits" : "budget_exceeded";
    String reason = limit.isCredit() ? type : scope(limit) + "_" + type;
    ApiError error =
        reached.lasting()
            ? ApiError.of(402, type, "payment_required", message(reached))
                .header("x-should-retry", "false")
            : ApiError.of(429, type, "rate_limit_exceeded", message(reached))
                .header("retry-after", seconds(SHORTEST_WAIT));
    return error
        .reason(reason)
        .with("limit_usd", usd(limit.allowed()))
        .with("spend_usd", usd(limit.used()))
        .with("reserved_usd", usd(limit.held()))
        .with("remaining_usd", usd(limit.left()))
        .with("needed_usd", usd(reached.needed()));
  }

  private static ApiError rate(HoldOutcome.LimitReached reached) {
    LimitUse limit = reached.limit();
    ApiError error =
        ApiError.of(429, "rate_limit_exceeded", "rate_limit_exceeded", message(reached))
            .reason(scope(limit) + "_" + limit.unit().column() + "_limit_exceeded");
    String kind = limit.unit() == Unit.TOKENS ? "tokens" : "requests";
    Duration wait = wait(reached);
    error =
        error
            .header("x-ratelimit-limit-" + kind, Long.toString(limit.allowed()))
            .header("x-ratelimit-remaining-" + kind, Long.toString(limit.left()))
            .header("x-ratelimit-reset-" + kind, reset(reached.resetsAt(), wait));
    return reached.never()
        ? error.header("x-should-retry", "false")
        : error.header("retry-after", seconds(wait));
  }

  private static Duration wait(HoldOutcome.LimitReached reached) {
    if (reached.resetsAt() == null) {
      return SHORTEST_WAIT;
    }
    Duration wait = Duration.between(Instant.now(), reached.resetsAt());
    if (wait.compareTo(SHORTEST_WAIT) < 0) {
      return SHORTEST_WAIT;
    }
    return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
  }

  private static String seconds(Duration wait) {
    return Long.toString(wait.plusMillis(999).toSeconds());
  }

  /// As OpenAI writes it: `6m0s`, `1s`.
  private static String reset(@Nullable Instant at, Duration wait) {
    long seconds =
        at == null
            ? wait.toSeconds()
            : Math.max(1, Duration.between(Instant.now(), at).plusMillis(999).toSeconds());
    long hours = seconds / 3_600;
    long minutes = seconds % 3_600 / 60;
    return (hours > 0 ? hours + "h" : "")
        + (hours > 0 || minutes > 0 ? minutes + "m" : "")
        + seconds % 60
        + "s";
  }

  private static String message(HoldOutcome.LimitReached reached) {
    LimitUse limit = reached.limit();
    Unit unit = limit.unit();
    String held =
        limit.held() == 0 ? "" : " and " + unit.display(limit.held()) + " held by calls under way";
    return subject(limit)
        + ": this call needs room for "
        + unit.display(reached.needed())
        + " and "
        + unit.display(limit.left())
        + (unit == Unit.USD || limit.left() == 1 ? " is left (" : " are left (")
        + unit.display(limit.used())
        + " used"
        + held
        + " of "
        + unit.display(limit.allowed())
        + (limit.period() == Period.TOTAL ? "" : " per " + limit.period().column())
        + "). "
        + remedy(reached);
  }

  private static String subject(LimitUse limit) {
    if (limit.isCredit()) {
      return "Insufficient credits";
    }
    String scope = scope(limit);
    String what = limit.unit() == Unit.USD ? " budget" : " limit of " + limit.unit().label();
    String narrowed =
        (limit.model() == null ? "" : " for " + limit.model())
            + (limit.provider() == null ? "" : " at " + limit.provider());
    return scope.substring(0, 1).toUpperCase(Locale.ROOT)
        + scope.substring(1)
        + what
        + narrowed
        + (limit.unit() == Unit.USD ? " exceeded" : " reached");
  }

  private static String remedy(HoldOutcome.LimitReached reached) {
    LimitUse limit = reached.limit();
    if (reached.never()) {
      return limit.isCredit()
          ? "The operator can grant credit in the console; a smaller max_tokens needs less."
          : "It is larger than the whole limit: ask for a smaller max_tokens, or raise the limit in the console.";
    }
    if (!reached.lasting() || limit.unit() == Unit.IN_FLIGHT) {
      return "Try again when calls under way have ended.";
    }
    if (reached.resetsAt() != null) {
      return (limit.period().isCalendar() ? "Resets " : "There is room again at ")
          + reached.resetsAt()
          + ".";
    }
    return limit.isCredit()
        ? "The operator can grant credit in the console; a smaller max_tokens needs less."
        : "Raise the limit in the console, or ask for a smaller max_tokens.";
  }

  private static String scope(LimitUse limit) {
    return limit.scope().column();
  }

  private static BigDecimal usd(long nanos) {
    return Money.ofNanos(nanos).usd().stripTrailingZeros();
  }

  private static Object amount(Unit unit, long amount) {
    return unit == Unit.USD ? usd(amount) : (Object) amount;
  }
}
