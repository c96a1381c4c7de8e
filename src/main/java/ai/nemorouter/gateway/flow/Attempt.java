package ai.nemorouter.gateway.flow;

import ai.nemorouter.catalog.Offering;
import ai.nemorouter.catalog.price.TokenUsage;
import ai.nemorouter.gateway.cost.Bill;
import ai.nemorouter.gateway.cost.Estimate;
import ai.nemorouter.gateway.cost.ReportedUsage;
import ai.nemorouter.gateway.http.CallerText;
import ai.nemorouter.gateway.http.Exchange;
import ai.nemorouter.gateway.request.ModelRequest;
import ai.nemorouter.key.identity.KeyIdentity;
import ai.nemorouter.limit.engine.HoldOutcome;
import ai.nemorouter.limit.engine.HoldRequest;
import ai.nemorouter.limit.engine.Holds;
import ai.nemorouter.limit.engine.Payer;
import ai.nemorouter.limit.engine.Settlement;
import ai.nemorouter.limit.engine.Settlement.Status;
import ai.nemorouter.platform.json.ApiError;
import ai.nemorouter.provider.health.Passage;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One attempt to serve a request: who pays, what it is, what it may cost, what is held for it, and
/// how it ends. It is settled once.
public final class Attempt {
  /// In the record's `reason`.
  private static final String IMPLAUSIBLE = "implausible_usage";

  /// In the record's `reason`: what kind of call it is.
  private static final String JUDGE = "guardrail_judge";

  /// The same: it was sent from the console.
  private static final String PLAYGROUND = "playground";

  private final UUID id;
  private final Exchange exchange;
  private final KeyIdentity key;
  private final ModelRequest request;
  private final Offering offering;
  private final Estimate estimate;
  private final Holds holds;
  private final AtomicBoolean settled = new AtomicBoolean();
  private final long startedNanos = System.nanoTime();
  private final String generationId;
  private volatile Payer payer;
  private long firstByteNanos;
  private @Nullable Integer firstByteMs;
  private HoldOutcome.@Nullable Granted granted;
  private Supplier<Bill> delivered = this::floorBill;

  /// @param id of this attempt; of the first one it is that of the request
  Attempt(
      UUID id,
      Exchange exchange,
      KeyIdentity key,
      ModelRequest request,
      Offering offering,
      Estimate estimate,
      Holds holds) {
    this.id = id;
    this.generationId = "gen-" + exchange.id().toString().replace("-", "");
    this.exchange = exchange;
    this.key = key;
    this.request = request;
    this.offering = offering;
    this.estimate = estimate;
    this.holds = holds;
    this.payer = payerOf(key);
  }

  public Exchange exchange() {
    return exchange;
  }

  public KeyIdentity key() {
    return key;
  }

  public ModelRequest request() {
    return request;
  }

  public Offering offering() {
    return offering;
  }

  public Estimate estimate() {
    return estimate;
  }

  Payer payer() {
    return payer;
  }

  /// The key has another owner than it had when the request came, or none.
  void ownedBy(@Nullable UUID ownerId) {
    payer = new Payer(key.orgId(), key.teamId(), key.keyId(), ownerId);
  }

  public static Payer payerOf(KeyIdentity key) {
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

  /// The name of the answer in its body, as OpenRouter's clients expect it: the request's.
  public String generationId() {
    return generationId;
  }

  public void granted(HoldOutcome.Granted newGranted) {
    granted = newGranted;
  }

  /// What is held for it.
  ///
  /// @throws IllegalStateException if nothing is
  public HoldOutcome.Granted granted() {
    HoldOutcome.Granted held = granted;
    if (held == null) {
      throw new IllegalStateException("Nothing is held for this call");
    }
    return held;
  }

  /// Tells how fast the provider was.
  void praise(Passage passage, long outputTokens) {
    long now = System.nanoTime();
    passage.succeeded(
        Duration.ofNanos((firstByteNanos == 0 ? now : firstByteNanos) - startedNanos),
        outputTokens,
        Duration.ofNanos(now - startedNanos));
  }

  public void firstByteCame() {
    if (firstByteMs == null) {
      firstByteNanos = System.nanoTime();
      firstByteMs = exchange.elapsedMs();
    }
  }

  /// From now on, what a call that breaks off has cost is asked there.
  public void deliveredAs(Supplier<Bill> bill) {
    delivered = bill;
  }

  /// What was delivered until now, where this call ends for a reason that is not its caller's: at
  /// least its input.
  public Bill deliveredBill() {
    return delivered.get();
  }

  /// The likely cost of the input.
  Bill floorBill() {
    return Bill.of(ReportedUsage.NONE, estimate, estimate::floorUsage);
  }

  /// All that was held for, at the catalogue's prices: for a call whose client hung up while the
  /// provider worked, and of which is not known how much it did.
  public Bill mostBill() {
    long output = granted().outputTokens();
    return Bill.of(ReportedUsage.NONE, estimate, () -> estimate.mostUsage(output));
  }

  /// The same bill, but no more than was held where it is but our own count.
  public Bill bounded(Bill bill) {
    long tokens = bill.tokens().prompt() + bill.tokens().completion();
    boolean beyond =
        bill.cost().compareTo(granted().amount()) > 0
            || tokens > estimate.promptTokens() + granted().outputTokens();
    return bill.isEstimated() && beyond ? mostBill().withDoubt(bill.doubtful()) : bill;
  }

  /// Books how it ended and what it cost, and gives the hold back: the first time, and never again.
  ///
  /// @param sent whether the request was handed to the network; if not, nothing is owed and it does
  ///   not count as a request
  /// @param bill null where nothing is owed
  void settle(Status status, Ending ending, boolean sent, @Nullable Bill bill) {
    Bill owed = sent ? bill : null;
    Ending told = owed != null && owed.doubtful() ? ending.doubtful() : ending;
    Settlement settlement =
        new Settlement(
            id,
            payer(),
            status,
            told.httpStatus(),
            reason(told),
            Map.of(),
            route(),
            sent,
            owed == null ? null : answer(told, owed.tokens()),
            owed == null ? Settlement.Cost.NONE : owed.recordedCost(),
            firstByteMs,
            exchange.elapsedMs());
    if (settled.compareAndSet(false, true)) {
      exchange.ended(new Exchange.Outcome(request.operation().word(), status));
      holds.settle(settlement);
    }
  }

  /// Tells the caller what it cost, where a header can still carry it.
  public void tellCost(Bill bill) {
    HttpServerResponse response = exchange.response();
    if (exchange.isDisconnected() || response.closed() || response.headWritten()) {
      return;
    }
    response.putHeader("x-generation-id", generationId());
    response.putHeader("x-nemo-request-cost", bill.cost().plain());
    response.putHeader("x-litellm-response-cost", bill.cost().plain());
    response.putHeader("x-nemo-cost-status", bill.status());
    response.putHeader("x-nemo-latency-ms", Integer.toString(exchange.elapsedMs()));
  }

  /// Turns an answer down that has to be paid for all the same.
  public void refuse(ApiError error, Bill bill) {
    tellCost(bill);
    exchange.refuse(error);
  }

  private @Nullable String reason(Ending ending) {
    if (ending.reason() != null) {
      return ending.reason();
    }
    if (exchange.sender().isJudge()) {
      return JUDGE;
    }
    return exchange.sender().pass() == null ? null : PLAYGROUND;
  }

  /// Nothing keeps its hold alive any longer: where it cannot be settled, a sweep books it.
  void abandon() {
    holds.abandon(id);
  }

  private static Settlement.Answer answer(Ending ending, TokenUsage tokens) {
    return new Settlement.Answer(
        ending.finishReason(),
        ending.upstreamId(),
        tokens.prompt(),
        tokens.completion(),
        tokens.cached(),
        tokens.cacheWrite(),
        tokens.cacheWriteHour(),
        tokens.reasoning(),
        tokens.audioPrompt(),
        tokens.audioCompletion(),
        tokens.units());
  }

  /// How a call ended, in the record's words.
  public record Ending(
      int httpStatus,
      @Nullable String reason,
      @Nullable String finishReason,
      @Nullable String upstreamId) {
    public Ending {
      finishReason = CallerText.recorded(finishReason);
      upstreamId = CallerText.recorded(upstreamId);
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

    public static Ending failed(int httpStatus, String reason) {
      return new Ending(httpStatus, reason, null, null);
    }

    /// The same for an answer that guardrails did not let pass.
    public Ending blocked(ApiError refusal) {
      return new Ending(
          refusal.status(),
          String.valueOf(refusal.metadata().get("reason")),
          finishReason,
          upstreamId);
    }

    /// The same for a call whose client is gone.
    Ending clientGone() {
      return new Ending(httpStatus == 200 ? 200 : 499, "client_gone", finishReason, upstreamId);
    }
  }
}
