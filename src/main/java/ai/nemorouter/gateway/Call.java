package ai.nemorouter.gateway;

import ai.nemorouter.catalog.Offering;
import ai.nemorouter.key.KeyIdentity;
import ai.nemorouter.limit.HoldRequest;
import ai.nemorouter.limit.Holds;
import ai.nemorouter.limit.Payer;
import ai.nemorouter.limit.Settlement;
import ai.nemorouter.limit.Settlement.Status;
import ai.nemorouter.provider.Passage;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// A call that may be sent: who pays, what it is, what it may cost, and how it ends. It is settled
/// once.
final class Call {
  /// In the record's `reason`.
  private static final String IMPLAUSIBLE = "implausible_usage";

  private final UUID id;
  private final Exchange exchange;
  private final KeyIdentity key;
  private final ModelRequest request;
  private final Offering offering;
  private final Estimate estimate;
  private final Holds holds;
  private final AtomicBoolean settled = new AtomicBoolean();
  private final long startedNanos = System.nanoTime();
  private volatile Payer payer;
  private long firstByteNanos;
  private long outputTokens;
  private @Nullable Integer firstByteMs;

  /// @param id of this attempt; of the first one it is that of the request
  Call(
      UUID id,
      Exchange exchange,
      KeyIdentity key,
      ModelRequest request,
      Offering offering,
      Estimate estimate,
      Holds holds) {
    this.id = id;
    this.exchange = exchange;
    this.key = key;
    this.request = request;
    this.offering = offering;
    this.estimate = estimate;
    this.holds = holds;
    this.payer = payerOf(key);
  }

  Exchange exchange() {
    return exchange;
  }

  KeyIdentity key() {
    return key;
  }

  ModelRequest request() {
    return request;
  }

  Offering offering() {
    return offering;
  }

  Estimate estimate() {
    return estimate;
  }

  Payer payer() {
    return payer;
  }

  /// The key has another owner than it had when the request came, or none.
  void ownedBy(@Nullable UUID ownerId) {
    payer = new Payer(key.orgId(), key.teamId(), key.keyId(), ownerId);
  }

  static Payer payerOf(KeyIdentity key) {
    return new Payer(key.orgId(), key.teamId(), key.keyId(), key.ownerId());
  }

  HoldRequest holdRequest() {
    return new HoldRequest(id, payer(), key.secretNumber(), estimate.ask(), route());
  }

  Settlement.Route route() {
    return new Settlement.Route(
        request.model(),
        offering.slug(),
        offering.provider().name(),
        estimate.price().id(),
        request.streamed(),
        request.operation().word(),
        offering.provider().orgId() != null,
        id.equals(exchange.id()) ? null : exchange.id());
  }

  UUID id() {
    return id;
  }

  /// The name of the answer in its body, as OpenRouter's clients expect it.
  String generationId() {
    return "gen-" + id.toString().replace("-", "");
  }

  /// Remembers how long the answer was.
  Bill billed(Bill bill) {
    outputTokens = bill.tokens().completion();
    return bill;
  }

  /// Tells how fast the provider was.
  void praise(Passage passage) {
    long now = System.nanoTime();
    passage.succeeded(
        Duration.ofNanos((firstByteNanos == 0 ? now : firstByteNanos) - startedNanos),
        outputTokens,
        Duration.ofNanos(now - startedNanos));
  }

  void firstByteCame() {
    if (firstByteMs == null) {
      firstByteNanos = System.nanoTime();
      firstByteMs = exchange.elapsedMs();
    }
  }

  /// The call ran: book what it cost.
  void settle(Status status, Ending ending, Bill bill) {
    Settlement.Answer answer =
        new Settlement.Answer(
            ending.finishReason(),
            ending.upstreamId(),
            bill.tokens().prompt(),
            bill.tokens().completion(),
            bill.tokens().cached(),
            bill.tokens().cacheWrite(),
            bill.tokens().reasoning(),
            bill.tokens().audioPrompt(),
            bill.tokens().audioCompletion(),
            bill.tokens().units());
    settle(status, bill.doubtful() ? ending.doubtful() : ending, true, answer, bill.recordedCost());
  }

  /// The call never reached the provider: nothing is owed, and it does not count as a request.
  void release(Status status, Ending ending) {
    settle(status, ending, false, null, Settlement.Cost.NONE);
  }

  /// The provider turned the call down: nothing is owed, but it was asked.
  void turnedDown(Ending ending) {
    settle(Status.FAILED, ending, true, null, Settlement.Cost.NONE);
  }

  /// The call was sent and nobody knows what became of it: book its input.
  void settleUnanswered(Status status, Ending ending) {
    settle(status, ending, Bill.of(ReportedUsage.NONE, estimate, estimate::floorUsage));
  }

  /// How a call ended, in the record's words.
  record Ending(
      int httpStatus,
      @Nullable String reason,
      @Nullable String finishReason,
      @Nullable String upstreamId) {
    Ending {
      finishReason = ForeignText.recorded(finishReason);
      upstreamId = ForeignText.recorded(upstreamId);
    }

    /// The same with a mark that figures of the provider were not used, because they cannot be
    /// true.
    Ending doubtful() {
      return new Ending(
          httpStatus,
          reason == null ? IMPLAUSIBLE : reason + "," + IMPLAUSIBLE,
          finishReason,
          upstreamId);
    }

    static Ending failed(int httpStatus, String reason) {
      return new Ending(httpStatus, reason, null, null);
    }
  }

  private void settle(
      Status status,
      Ending ending,
      boolean sent,
      Settlement.@Nullable Answer answer,
      Settlement.Cost cost) {
    if (!settled.compareAndSet(false, true)) {
      return;
    }
    holds.settle(
        new Settlement(
            id,
            payer(),
            status,
            ending.httpStatus(),
            ending.reason(),
            Map.of(),
            route(),
            sent,
            answer,
            cost,
            firstByteMs,
            exchange.elapsedMs()));
  }
}
