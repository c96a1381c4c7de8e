package ai.nemorouter.gateway;

import ai.nemorouter.key.KeyIdentity;
import ai.nemorouter.limit.HoldOutcome;
import ai.nemorouter.limit.Holds;
import ai.nemorouter.limit.NotLive;
import ai.nemorouter.limit.Settlement;
import ai.nemorouter.limit.Settlement.Status;
import ai.nemorouter.platform.ApiError;
import ai.nemorouter.platform.ApiException;
import ai.nemorouter.provider.Operation;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Turns calls down so that the caller learns which limit it was, how much was left and when it
/// resets; and records it.
@ApplicationScoped
class Refusals {
  private static final String NOT_READ = "(not read)";

  private final Holds holds;

  Refusals(Holds holds) {
    this.holds = holds;
  }

  /// Records the refusal of a call that holds nothing, and gives the answer for the caller.
  ApiException refuse(
      UUID id, Exchange exchange, KeyIdentity key, Settlement.Route route, ApiError error) {
    record(id, exchange, key, route, error);
    return error.exception();
  }

  /// Records the refusal of a call that holds nothing.
  void record(UUID id, Exchange exchange, KeyIdentity key, Settlement.Route route, ApiError error) {
    Map<String, Object> details = new LinkedHashMap<>(error.metadata());
    details.put("message", error.message());
    if (exchange.sender().pass() != null) {
      details.put("sent_from", "playground");
    }
    Object reason = error.metadata().get("reason");
    exchange.ended(new Exchange.Outcome(route.operation(), Status.REFUSED));
    holds.settle(
        new Settlement(
            id,
            Call.payerOf(key),
            Status.REFUSED,
            error.status(),
            reason == null ? null : reason.toString(),
            details,
            route,
            false,
            null,
            Settlement.Cost.NONE,
            null,
            exchange.elapsedMs()));
  }

  static Settlement.Route unresolved(ModelRequest request) {
    return unresolved(request, null);
  }

  /// @param requestId of a further attempt, the identifier of its request
  static Settlement.Route unresolved(ModelRequest request, @Nullable UUID requestId) {
    return new Settlement.Route(
        request.model(),
        null,
        null,
        null,
        request.streamed(),
        request.operation().word(),
        false,
        requestId);
  }

  /// Of a request that was refused before its body was read.
  static Settlement.Route unread(Operation operation) {
    return new Settlement.Route(NOT_READ, null, null, null, false, operation.word(), false, null);
  }

  /// The answer to a hold that was not granted.
  static ApiError of(HoldOutcome outcome, Call call) {
    return switch (outcome) {
      case HoldOutcome.LimitReached reached -> LimitRefusal.of(reached);
      case HoldOutcome.NoCredit() ->
          paymentRequired(
                  "insufficient_credits",
                  "The organization has no credit. The operator can grant some in the console.")
              .reason("insufficient_credits")
              .with("limit_source", "organization_credit");
      case HoldOutcome.KeyNotLive(NotLive reason) -> Identification.notLive(reason, call.key());
      case HoldOutcome.AlreadyFinished() ->
          ApiError.of(409, "conflict_error", "precondition_failed", "This call was made before.");
      case HoldOutcome.Granted _, HoldOutcome.OwnerChanged _ ->
          throw new IllegalArgumentException("That is no refusal: " + outcome);
    };
  }

  static ApiError paymentRequired(String type, String message) {
    return ApiError.of(402, type, "payment_required", message).header("x-should-retry", "false");
  }
}
