package ai.nemorouter.gateway;

import ai.nemorouter.catalog.Offering;
import ai.nemorouter.key.KeyIdentity;
import ai.nemorouter.limit.HoldOutcome;
import ai.nemorouter.limit.Holds;
import ai.nemorouter.limit.Settlement;
import ai.nemorouter.limit.Settlement.Status;
import ai.nemorouter.platform.ApiError;
import ai.nemorouter.platform.ApiException;
import ai.nemorouter.platform.Json;
import ai.nemorouter.provider.Operation;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

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
    return error.exception();
  }

  static Settlement.Route unresolved(ModelRequest request) {
    return new Settlement.Route(
        request.model(),
        null,
        null,
        null,
        request.streamed(),
        request.operation().word(),
        false,
        null);
  }

  static ApiError unknownModel(String requested) {
    return ApiError.notFound(
            "The model `"
                + requested
                + "` does not exist or you do not have access to it (model not found).")
        .param("model")
        .reason("model_not_found");
  }

  /// A model that exists and does other things.
  static ApiError wrongEndpoint(ModelRequest request, Offering offering) {
    String serves =
        Arrays.stream(Operation.values())
            .filter(offering::serves)
            .map(Operation::word)
            .collect(Collectors.joining(", "));
    ObjectNode availability = Json.object();
    availability.put("code", "wrong_endpoint").put("retryable", false);
    availability.putArray("requested_models").add(request.model());
    return ApiError.notFound(
            "The model `"
                + offering.slug()
                + "` does not do "
                + request.operation().word()
                + " here. "
                + (serves.isEmpty() ? "It serves nothing at present." : "It does: " + serves + "."))
        .param("model")
        .reason("wrong_endpoint")
        .with("availability", availability);
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
      case HoldOutcome.LimitReached reached -> LimitRefusal.of(reached);
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

  static ApiError paymentRequired(String type, String message) {
    return ApiError.of(402, type, "payment_required", message).header("x-should-retry", "false");
  }
}
