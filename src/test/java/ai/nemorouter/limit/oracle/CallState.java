package ai.nemorouter.limit.oracle;

import ai.nemorouter.limit.engine.HoldRequest;
import ai.nemorouter.limit.engine.Settlement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What the model knows of one attempt: its hold, or how it ended.
final class CallState {
  /// What the call counts in one window.
  record Charge(CapState cap, Window window, long held) {}

  final List<Charge> charges = new ArrayList<>();

  /// The first attempt of its request, which may be itself.
  private @Nullable UUID requestId;

  long amount;
  long outputTokens;
  long heldTokens;
  long floor;
  long floorTokens;
  Instant expiresAt = Instant.MAX;

  /// Null while it is held.
  @Nullable String status;

  @Nullable String reason;
  long cost;
  @Nullable String costSource;
  @Nullable Long promptTokens;
  @Nullable Long completionTokens;
  boolean sent;
  boolean held;
  boolean overrun;
  boolean late;

  boolean isHeld() {
    return status == null;
  }

  /// Whether it was ended without its own settlement, which may still come.
  boolean isProvisional() {
    return "expired".equals(status) || "released".equals(status);
  }

  void isAttemptOf(HoldRequest request) {
    UUID first = request.route().requestId();
    requestId = first == null ? request.id() : first;
  }

  /// Whether it counted a request in a limit, so that further attempts of it do not.
  boolean hasCounted(@Nullable UUID request, CapState cap) {
    return request != null
        && request.equals(requestId)
        && !isHeld()
        && sent
        && charges.stream().anyMatch(charge -> charge.cap() == cap);
  }

  void end(Settlement settlement) {
    status = settlement.status().name().toLowerCase(java.util.Locale.ROOT);
    reason = settlement.reason();
    cost = settlement.cost().amount().nanos();
    costSource = settlement.cost().source();
    sent = settlement.sent();
    Settlement.Answer answer = settlement.answer();
    promptTokens = answer == null ? null : answer.promptTokens();
    completionTokens = answer == null ? null : answer.completionTokens();
    overrun = held && cost > amount;
  }

  void expire() {
    status = "expired";
    reason = "gateway_lost";
    cost = floor;
    costSource = "estimate";
    sent = true;
    promptTokens = floorTokens;
  }

  void release() {
    status = "released";
    reason = "released_by_operator";
  }

  /// What it takes of a limit for good.
  long used(CapState cap) {
    return switch (cap.plan().unit()) {
      case USD -> cost;
      case TOKENS -> orZero(promptTokens) + orZero(completionTokens);
      case REQUESTS -> sent ? 1 : 0;
      case IN_FLIGHT -> 0;
    };
  }

  private static long orZero(@Nullable Long tokens) {
    return tokens == null ? 0 : tokens;
  }
}
