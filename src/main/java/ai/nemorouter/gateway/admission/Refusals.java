package ai.nemorouter.gateway.admission;

import ai.nemorouter.gateway.flow.Attempt;
import ai.nemorouter.gateway.http.Exchange;
import ai.nemorouter.gateway.request.ModelRequest;
import ai.nemorouter.key.identity.KeyIdentity;
import ai.nemorouter.limit.engine.HoldOutcome;
import ai.nemorouter.limit.engine.Holds;
import ai.nemorouter.limit.engine.NotLive;
import ai.nemorouter.limit.engine.Settlement;
import ai.nemorouter.limit.engine.Settlement.Status;
import ai.nemorouter.platform.json.ApiError;
import ai.nemorouter.platform.json.ApiException;
import ai.nemorouter.provider.dialect.Operation;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Turns calls down so that the caller learns which limit it was, how much was left and when it
/// resets; and records it.
@ApplicationScoped
public class Refusals {
  private static final String NOT_READ = "(not read)";

  private final Holds holds;

  Refusals(Holds holds) {
    this.holds = holds;
  }

  /// Records the refusal of a call that holds nothing, and gives the answer for the caller.
  public ApiException refuse(
      UUID id, Exchange exchange, KeyIdentity key, Settlement.Route route, ApiError error) {
    record(id, exchange, key, route, error);
    return error.exception();
  }

  /// Records the refusal of a call that holds nothing.
  public void record(
      UUID id, Exchange exchange, KeyIdentity key, Settlement.Route route, ApiError error) {
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
            Attempt.payerOf(key),
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

  public static Settlement.Route unresolved(ModelRequest request) {
    return unresolved(request, null);
  }

  /// @param requestId of a further attempt, the identifier of its request
  public static Settlement.Route unresolved(ModelRequest request, @Nullable UUID requestId) {
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
  public static Settlement.Route unread(Operation operation) {
    return new Settlement.Route(NOT_READ, null, null, null, false, operation.word(), false, null);
  }

  /// The answer to a hold that was not granted.
  public static ApiError of(HoldOutcome outcome, Attempt call) {
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
