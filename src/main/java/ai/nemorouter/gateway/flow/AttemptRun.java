package ai.nemorouter.gateway.flow;

import ai.nemorouter.catalog.Offering;
import ai.nemorouter.gateway.GatewayConfig;
import ai.nemorouter.gateway.admission.Refusals;
import ai.nemorouter.gateway.answer.ClientStream;
import ai.nemorouter.gateway.answer.PlainAnswer;
import ai.nemorouter.gateway.answer.ReasoningFields;
import ai.nemorouter.gateway.answer.ReasoningSeals;
import ai.nemorouter.gateway.answer.StreamedAnswer;
import ai.nemorouter.gateway.answer.WholeAnswer;
import ai.nemorouter.gateway.cost.Bill;
import ai.nemorouter.gateway.cost.Estimate;
import ai.nemorouter.gateway.flow.Attempt.Ending;
import ai.nemorouter.gateway.http.Exchange;
import ai.nemorouter.gateway.http.RequestCounters;
import ai.nemorouter.gateway.request.ChatRequest;
import ai.nemorouter.gateway.request.ModelRequest;
import ai.nemorouter.gateway.request.PlainRequest;
import ai.nemorouter.gateway.upstream.ResponseTimeout;
import ai.nemorouter.gateway.upstream.Upstream;
import ai.nemorouter.gateway.upstream.UpstreamFailure;
import ai.nemorouter.gateway.upstream.UpstreamResponse;
import ai.nemorouter.key.identity.KeyIdentity;
import ai.nemorouter.key.identity.KeyRing;
import ai.nemorouter.limit.engine.HoldOutcome;
import ai.nemorouter.limit.engine.Holds;
import ai.nemorouter.limit.engine.HoldsUnavailableException;
import ai.nemorouter.limit.engine.Settlement.Status;
import ai.nemorouter.platform.json.ApiError;
import ai.nemorouter.provider.Provider;
import ai.nemorouter.provider.dialect.Operation;
import ai.nemorouter.provider.dialect.PassedOn;
import ai.nemorouter.provider.dialect.Payload;
import ai.nemorouter.provider.dialect.UntranslatableException;
import ai.nemorouter.provider.dialect.UpstreamRequest;
import ai.nemorouter.provider.health.Passage;
import ai.nemorouter.provider.health.ProviderFailure;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Sends a request to one offering: hold, forward, relay, settle. Whatever comes of it, an `Error`
/// included, ends in `conclude`: there alone a call is settled and its provider's health is told.
@ApplicationScoped
class AttemptRun {
  /// More changes of hands while one call is begun are none that people make.
  private static final int OWNER_CHANGES_MAX = 5;

  private final Holds holds;
  private final Refusals refusals;
  private final Upstream upstream;
  private final WholeAnswer wholeAnswer;
  private final PlainAnswer plainAnswer;
  private final KeyRing keyRing;
  private final FailedAttempts failures;
  private final ReasoningFields thoughtNames;
  private final RequestCounters counters;
  private final GatewayConfig config;

  AttemptRun(
      Holds holds,
      Refusals refusals,
      Upstream upstream,
      WholeAnswer wholeAnswer,
      PlainAnswer plainAnswer,
      KeyRing keyRing,
      FailedAttempts failures,
      ReasoningFields thoughtNames,
      RequestCounters counters,
      GatewayConfig config) {
    this.holds = holds;
    this.refusals = refusals;
    this.upstream = upstream;
    this.wholeAnswer = wholeAnswer;
    this.plainAnswer = plainAnswer;
    this.keyRing = keyRing;
    this.failures = failures;
    this.thoughtNames = thoughtNames;
    this.counters = counters;
    this.config = config;
  }

  Attempt call(
      UUID id,
      Exchange exchange,
      KeyIdentity key,
      ModelRequest request,
      Offering offering,
      Estimate estimate) {
    return new Attempt(id, exchange, key, request, offering, estimate, holds);
  }

  /// @param passage is told how the attempt ended, if that says something of the provider; the
  ///   caller closes it
  /// @param within the time for the provider to begin its answer
  AttemptResult attempt(Attempt call, Passage passage, ClientStream client, Duration within)
      throws InterruptedException {
    HoldOutcome outcome = place(call);
    if (!(outcome instanceof HoldOutcome.Granted granted)) {
      return refused(call, outcome);
    }
    AttemptResult.Over result = null;
    UpstreamResponse response = null;
    try {
      call.granted(granted);
      call.exchange().paid();
      call.exchange().headers().warn(granted.warning());
      keyRing.used(call.key());
      response = upstream.open(call);
      result = forward(call, client, response, within, true);
      if (ReasoningSeals.areRefused(call, response, result)) {
        response.close();
        response = upstream.open(call);
        result = forward(call, client, response, within, false);
      }
    } finally {
      conclude(call, passage, response, result);
    }
    reply(result);
    return result;
  }

  /// A key's owner is known as of two seconds ago. If it has another one by now, their limits
  /// count.
  ///
  /// @throws HoldsUnavailableException if nothing could be held
  private HoldOutcome place(Attempt call) {
    HoldOutcome outcome = placeOnce(call);
    for (int again = 0;
        outcome instanceof HoldOutcome.OwnerChanged && again < OWNER_CHANGES_MAX;
        again++) {
      call.ownedBy(keyRing.ownerOf(call.key()).orElse(null));
      outcome = placeOnce(call);
    }
    if (outcome instanceof HoldOutcome.OwnerChanged) {
      throw new HoldsUnavailableException("The key changes hands faster than it can be asked for");
    }
    return outcome;
  }

  /// Where it is not known whether something is held, that is given back.
  private HoldOutcome placeOnce(Attempt call) {
    HoldOutcome outcome = null;
    boolean nothingHeld = false;
    try {
      outcome = holds.place(call.holdRequest());
    } catch (HoldsUnavailableException e) {
      nothingHeld = true;
      throw e;
    } finally {
      if (outcome == null && !nothingHeld) {
        call.settle(Status.FAILED, FailedAttempts.FAULT, false, null);
      }
    }
    return outcome;
  }

  private AttemptResult refused(Attempt call, HoldOutcome outcome) {
    if (outcome instanceof HoldOutcome.AlreadyFinished) {
      // Its answer came so late that the hold had expired before. It was not sent, so it is given
      // back.
      call.settle(Status.FAILED, Ending.failed(503, "holds_unavailable"), false, null);
      throw new HoldsUnavailableException("The hold expired before the call could be sent");
    }
    ApiError error = Refusals.of(outcome, call);
    refusals.refuse(call.id(), call.exchange(), call.key(), call.route(), error);
    return new AttemptResult.Refused(error, isNarrow(outcome));
  }

  /// Whether the limit is on this model or provider alone.
  private static boolean isNarrow(HoldOutcome outcome) {
    return outcome instanceof HoldOutcome.LimitReached reached
        && (reached.limit().model() != null || reached.limit().provider() != null);
  }

  /// @param response null where it did not come to that
  /// @param result null where something was thrown
  private void conclude(
      Attempt call,
      Passage passage,
      @Nullable UpstreamResponse response,
      AttemptResult.@Nullable Over result) {
    try {
      if (response != null) {
        response.close();
      }
      settle(call, response != null && response.wasSent(), result);
    } catch (Throwable e) {
      call.abandon();
      throw e;
    } finally {
      tell(call, passage, result);
    }
  }

  private static void tell(Attempt call, Passage passage, AttemptResult.@Nullable Over result) {
    switch (result) {
      case null -> {}
      case AttemptResult.Answered answered ->
          call.praise(passage, answered.bill().tokens().completion());
      case AttemptResult.BrokenOff(_, _, ProviderFailure provider, _) -> {
        if (provider != null) {
          passage.failed(provider);
        }
      }
      case AttemptResult.Failed failed -> failed.failure().tell(passage);
      case AttemptResult.Disconnected _ -> passage.failed(ProviderFailure.ABANDONED);
    }
  }

  private void settle(Attempt call, boolean sent, AttemptResult.@Nullable Over result) {
    Ending ending = result == null ? FailedAttempts.FAULT : result.ending();
    Bill bill = result == null ? billAfterFault(call) : result.bill();
    Bill owed = bill == null ? null : call.bounded(bill);
    boolean gone = call.exchange().isDisconnected();
    Status status = status(result, gone);
    counters.attempt(call.offering().provider(), status);
    call.settle(status, gone ? ending.clientGone() : ending, sent, owed);
  }

  private static Status status(AttemptResult.@Nullable Over result, boolean clientGone) {
    if (clientGone) {
      return Status.CANCELLED;
    }
    return result instanceof AttemptResult.Answered ? Status.OK : Status.FAILED;
  }

  /// The fault may lie in what counts.
  private static Bill billAfterFault(Attempt call) {
    try {
      return call.deliveredBill();
    } catch (RuntimeException | Error e) {
      return call.floorBill();
    }
  }

  private static void reply(AttemptResult.Over result) {
    switch (result) {
      case AttemptResult.Answered answered -> answered.reply().run();
      case AttemptResult.BrokenOff broken -> broken.reply().run();
      case AttemptResult.Failed _, AttemptResult.Disconnected _ -> {}
    }
  }

  /// @param sealed whether thoughts are sent with the signatures of the provider that made them
  private AttemptResult.Over forward(
      Attempt call, ClientStream client, UpstreamResponse response, Duration within, boolean sealed)
      throws InterruptedException {
    Provider provider = call.offering().provider();
    try {
      UpstreamRequest sent =
          translate(call, call.estimate().ceilingFor(call.granted().outputTokens()), sealed);
      upstream.send(provider, sent, response, patience(call, client, within));
      if (response.status() < 200 || response.status() > 299) {
        return failures.turnedDown(call, response);
      }
      return relay(call, client, response);
    } catch (UntranslatableException e) {
      return FailedAttempts.untranslatable(provider, e);
    } catch (UpstreamFailure failure) {
      return failures.failed(call, failure);
    }
  }

  private UpstreamRequest translate(Attempt call, long ceiling, boolean sealed)
      throws UntranslatableException {
    Offering offering = call.offering();
    Provider provider = offering.provider();
    Operation operation = call.request().operation();
    Payload payload = call.request().payload(offering, ceiling);
    if (payload instanceof Payload.Document(ObjectNode body)) {
      if (!sealed) {
        ReasoningSeals.remove(body);
      }
      thoughtNames.put(offering, body);
    }
    PassedOn sent = PassedOn.of(provider, operation, payload);
    call.exchange()
        .headers()
        .ignoredFields(call.request().preferences().ignoredFields(), sent.ignored());
    return provider
        .dialect()
        .request(provider, operation, offering.upstreamModel(), sent.payload());
  }

  private ResponseTimeout patience(Attempt call, ClientStream client, Duration within) {
    return new ResponseTimeout(
        within,
        config.keepAliveEvery(),
        call.request().streamed() ? () -> client.keepAlive(call) : () -> {});
  }

  private AttemptResult.Over relay(Attempt call, ClientStream client, UpstreamResponse response)
      throws UpstreamFailure, InterruptedException {
    return switch (call.request()) {
      case ChatRequest chat when chat.streamed() ->
          new StreamedAnswer(call, chat, response, client, config, thoughtNames).relay();
      case ChatRequest chat -> wholeAnswer.relay(call, chat, response);
      case PlainRequest plain -> plainAnswer.relay(call, plain, response);
    };
  }
}
