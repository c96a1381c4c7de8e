package ai.nemorouter.gateway;

import ai.nemorouter.key.KeyIdentity;
import ai.nemorouter.limit.HoldOutcome;
import ai.nemorouter.limit.Holds;
import ai.nemorouter.limit.Settlement;
import ai.nemorouter.limit.Settlement.Status;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.ApiError;
import ai.nemorouter.platform.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Turns calls down so that the caller learns which limit it was, how much was left and when it
/// resets; and records it.
@ApplicationScoped
class Refusals {
  private final Holds holds;

  Refusals(Holds holds) {
    this.holds = holds;
  }

  /// Records the refusal of a call that holds nothing, and gives the answer for the caller.
  ApiException refuse(Exchange exchange, KeyIdentity key, Settlement.Route route, ApiError error) {
    Map<String, Object> details = new LinkedHashMap<>(error.metadata());
    details.put("message", error.message());
    Object reason = error.metadata().get("reason");
    holds.settle(
        new Settlement(
            exchange.id(),
            Call.payerOf(key),
            exchange.startedAt(),
            Status.REFUSED,
            error.status(),
            reason == null ? null : reason.toString(),
            details,
            route,
            null,
            Settlement.Cost.NONE,
            null,
            exchange.elapsedMs()));
    return error.exception();
  }

  static Settlement.Route unresolved(ChatRequest request) {
    return new Settlement.Route(request.model(), null, null, null, request.streamed());
  }

  static ApiError unknownModel(String requested) {
    return ApiError.notFound(
            "The model `"
                + requested
                + "` does not exist or you do not have access to it (model not found).")
        .param("model")
        .reason("model_not_found");
  }

  static ApiError unpriced(String slug) {
    return ApiError.invalidRequest(
            "The model `"
                + slug
                + "` has no price here, so no cap could hold for it. The operator can set one.")
        .param("model")
        .reason("model_unpriced");
  }

  /// The answer to a hold that was not granted.
  static ApiError of(HoldOutcome outcome, Call call) {
    return switch (outcome) {
      case HoldOutcome.LimitReached reached -> limitReached(reached, call.estimate().least());
      case HoldOutcome.NoCredit() ->
          paymentRequired(
                  "insufficient_credits",
                  "The organization has no credit. The operator can grant some in the console.")
              .reason("insufficient_credits")
              .with("limit_source", "organization_credit");
      case HoldOutcome.KeyNotLive(String reason) -> Identification.notLive(reason, call.key());
      case HoldOutcome.AlreadyFinished() ->
          ApiError.of(409, "conflict_error", "precondition_failed", "This call was made before.");
      case HoldOutcome.Granted granted ->
          throw new IllegalArgumentException("A granted hold is no refusal: " + granted);
    };
  }

  private static ApiError limitReached(HoldOutcome.LimitReached reached, Money needed) {
    boolean credit = reached.kind().equals("credit");
    Money left = reached.limit().minus(reached.used()).minus(reached.held()).max(Money.ZERO);
    ApiError error =
        paymentRequired(
                credit ? "insufficient_credits" : "budget_exceeded", message(reached, needed, left))
            .reason(credit ? "insufficient_credits" : reached.scope() + "_budget_exceeded")
            .with("limit_source", credit ? "organization_credit" : reached.scope())
            .with("scope", reached.scope())
            .with("period", reached.period())
            .with("limit_usd", reached.limit().usd().stripTrailingZeros())
            .with("spend_usd", reached.used().usd().stripTrailingZeros())
            .with("reserved_usd", reached.held().usd().stripTrailingZeros())
            .with("remaining_usd", left.usd().stripTrailingZeros())
            .with("needed_usd", needed.usd().stripTrailingZeros());
    return reached.resetsAt() == null
        ? error
        : error.with("resets_at", reached.resetsAt().toString());
  }

  private static String message(HoldOutcome.LimitReached reached, Money needed, Money left) {
    boolean credit = reached.kind().equals("credit");
    String what =
        credit
            ? "Insufficient credits"
            : reached.scope().substring(0, 1).toUpperCase(Locale.ROOT)
                + reached.scope().substring(1)
                + " budget exceeded";
    String period = reached.period().equals("total") ? "" : " per " + reached.period();
    String held =
        reached.held().isZero() ? "" : " and " + reached.held() + " held by calls under way";
    return what
        + ": this call may cost "
        + needed
        + " and "
        + left
        + " is left ("
        + reached.used()
        + " spent"
        + held
        + " of "
        + reached.limit()
        + period
        + "). "
        + remedy(reached.resetsAt(), credit);
  }

  private static String remedy(@Nullable Instant resetsAt, boolean credit) {
    if (credit) {
      return "The operator can grant credit in the console; a smaller max_tokens needs less.";
    }
    return resetsAt == null
        ? "Raise the limit in the console, or ask for a smaller max_tokens."
        : "Resets " + resetsAt + ".";
  }

  private static ApiError paymentRequired(String type, String message) {
    return ApiError.of(402, type, "payment_required", message).header("x-should-retry", "false");
  }
}
