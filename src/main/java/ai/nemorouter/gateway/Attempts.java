package ai.nemorouter.gateway;

import ai.nemorouter.catalog.Offering;
import ai.nemorouter.gateway.AttemptFailure.Recourse;
import ai.nemorouter.gateway.Call.Ending;
import ai.nemorouter.key.KeyIdentity;
import ai.nemorouter.key.KeyRing;
import ai.nemorouter.limit.HoldOutcome;
import ai.nemorouter.limit.Holds;
import ai.nemorouter.limit.HoldsUnavailableException;
import ai.nemorouter.limit.Settlement.Status;
import ai.nemorouter.platform.ApiError;
import ai.nemorouter.platform.ApiException;
import ai.nemorouter.platform.RefusalLog;
import ai.nemorouter.provider.Operation;
import ai.nemorouter.provider.Passage;
import ai.nemorouter.provider.PassedOn;
import ai.nemorouter.provider.Provider;
import ai.nemorouter.provider.ProviderFailure;
import ai.nemorouter.provider.UntranslatableException;
import ai.nemorouter.provider.UpstreamRequest;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Sends a request to one offering: hold, forward, relay, settle.
@ApplicationScoped
class Attempts {
  private static final Logger LOG = Logger.getLogger(Attempts.class);

  /// More changes of hands while one call is begun are none that people make.
  private static final int OWNER_CHANGES_MAX = 5;

  private final Holds holds;
  private final Refusals refusals;
  private final Upstream upstream;
  private final WholeAnswer wholeAnswer;
  private final PlainAnswer plainAnswer;
  private final KeyRing keyRing;
  private final RefusalLog refusalLog;
  private final GatewayConfig config;

  Attempts(
      Holds holds,
      Refusals refusals,
      Upstream upstream,
      WholeAnswer wholeAnswer,
      PlainAnswer plainAnswer,
      KeyRing keyRing,
      RefusalLog refusalLog,
      GatewayConfig config) {
    this.holds = holds;
    this.refusals = refusals;
    this.upstream = upstream;
    this.wholeAnswer = wholeAnswer;
    this.plainAnswer = plainAnswer;
    this.keyRing = keyRing;
    this.refusalLog = refusalLog;
    this.config = config;
  }

  Call call(
      UUID id,
      Exchange exchange,
      KeyIdentity key,
      ModelRequest request,
      Offering offering,
      Estimate estimate) {
    return new Call(id, exchange, key, request, offering, estimate, holds);
  }

  /// @param passage is told how the attempt ended, if that says something of the provider; the
  ///   caller closes it
  /// @param within the time for the provider to begin its answer
  /// @throws AttemptFailure if the provider failed before the client got any content
  /// @throws ai.nemorouter.platform.ApiException if nothing could be held for it
  void attempt(Call call, Passage passage, ClientStream client, Duration within)
      throws AttemptFailure, InterruptedException {
    try {
      HoldOutcome.Granted held = hold(call);
      keyRing.used(call.key());
      ProviderFailure failure = forward(call, client, held, within);
      if (failure == null) {
        call.praise(passage);
      } else {
        passage.failed(failure);
      }
    } catch (AttemptFailure failure) {
      failure.tell(passage);
      throw failure;
    }
  }

  private HoldOutcome.Granted hold(Call call) throws AttemptFailure, InterruptedException {
    HoldOutcome outcome = place(call);
    if (outcome instanceof HoldOutcome.Granted granted) {
      call.exchange().paid();
      call.exchange().warn(granted.warning());
      return granted;
    }
    if (outcome instanceof HoldOutcome.AlreadyFinished) {
      // Its answer came so late that the hold had expired before. It was not sent, so it is given
      // back.
      call.release(Status.FAILED, Ending.failed(503, "holds_unavailable"));
      throw new HoldsUnavailableException("The hold expired before the call could be sent");
    }
    ApiException refused =
        refusals.refuse(
            call.id(), call.exchange(), call.key(), call.route(), Refusals.of(outcome, call));
    if (isNarrow(outcome)) {
      throw new AttemptFailure(
          refused.error(), Recourse.ANOTHER_OFFERING, ProviderFailure.ABANDONED);
    }
    throw refused;
  }

  /// A key's owner is known as of two seconds ago. If it has another one by now, their limits
  /// count.
  private HoldOutcome place(Call call) {
    HoldOutcome outcome = holds.place(call.holdRequest());
    for (int again = 0;
        outcome instanceof HoldOutcome.OwnerChanged && again < OWNER_CHANGES_MAX;
        again++) {
      call.ownedBy(keyRing.ownerOf(call.key()).orElse(null));
      outcome = holds.place(call.holdRequest());
    }
    if (outcome instanceof HoldOutcome.OwnerChanged) {
      throw new HoldsUnavailableException("The key changes hands faster than it can be asked for");
    }
    return outcome;
  }

  /// Whether the limit is on this model or provider alone.
  private static boolean isNarrow(HoldOutcome outcome) {
    return outcome instanceof HoldOutcome.LimitReached reached
        && (reached.limit().model() != null || reached.limit().provider() != null);
  }

  /// @return what the answer says of the provider; null if it is well
  private @Nullable ProviderFailure forward(
      Call call, ClientStream client, HoldOutcome.Granted held, Duration within)
      throws AttemptFailure, InterruptedException {
    try {
      UpstreamResponse response =
          upstream.send(
              call.offering().provider(),
              translate(call, call.estimate().ceilingFor(held.outputTokens())),
              call.exchange(),
              patience(call, client, within));
      if (response.status() < 200 || response.status() > 299) {
        throw turnedDown(call, response);
      }
      return relay(call, client, response);
    } catch (UntranslatableException e) {
      throw untranslatable(call, e);
    } catch (UpstreamFailure failure) {
      return failed(call, failure);
    } catch (RuntimeException | InterruptedException e) {
      call.settleUnanswered(Status.FAILED, Ending.failed(500, "gateway_error"));
      throw e;
    }
  }

  private static UpstreamRequest translate(Call call, long ceiling) throws UntranslatableException {
    Offering offering = call.offering();
    Provider provider = offering.provider();
    Operation operation = call.request().operation();
    PassedOn sent = PassedOn.of(provider, operation, call.request().payload(offering, ceiling));
    call.exchange().passedOver(call.request().wishes().passedOver(), sent.ignored());
    return provider
        .dialect()
        .request(provider, operation, offering.upstreamModel(), sent.payload());
  }

  private Patience patience(Call call, ClientStream client, Duration within) {
    return new Patience(
        within, config.keepAliveEvery(), call.request().streamed() ? client::keepAlive : () -> {});
  }

  private @Nullable ProviderFailure relay(Call call, ClientStream client, UpstreamResponse response)
      throws AttemptFailure, UpstreamFailure, InterruptedException {
    switch (call.request()) {
      case ChatRequest chat when chat.streamed() -> {
        return new StreamedAnswer(call, chat, response, client, config).relay();
      }
      case ChatRequest chat -> wholeAnswer.relay(call, chat, response);
      case PlainRequest plain -> plainAnswer.relay(call, plain, response);
    }
    return null;
  }

  private static AttemptFailure untranslatable(Call call, UntranslatableException cause) {
    ApiError error =
        ApiError.invalidRequest(String.valueOf(cause.getMessage()))
            .param(cause.field())
            .reason("not_supported_by_provider")
            .with("provider_name", call.offering().provider().name());
    call.release(Status.FAILED, Ending.failed(error.status(), "not_supported_by_provider"));
    return new AttemptFailure(error, Recourse.ANOTHER_OFFERING, ProviderFailure.ABANDONED);
  }

  private AttemptFailure turnedDown(Call call, UpstreamResponse response)
      throws UpstreamFailure, InterruptedException {
    Provider provider = call.offering().provider();
    int status = response.status();
    refusalLog.write(
        RefusalLog.Kind.PROVIDER,
        LOG,
        Logger.Level.WARN,
        "A provider turned a call down provider=%s status=%d call=%s",
        provider.name(),
        status,
        call.id());
    Buffer body = response.readAll(config.maxRequestBody().asLongValue(), config.stallTimeout());
    ApiError error = UpstreamErrors.of(status, body, response.header("retry-after"), provider);
    call.turnedDown(Ending.failed(error.status(), "provider_status_" + status));
    return AttemptFailure.ofStatus(UpstreamErrors.meaning(status, body, provider), error);
  }

  private static ProviderFailure failed(Call call, UpstreamFailure failure) throws AttemptFailure {
    ApiError error = UpstreamErrors.of(failure, call.offering().provider());
    return switch (failure.kind()) {
      case UNREACHABLE -> {
        call.release(Status.FAILED, Ending.failed(error.status(), "provider_unreachable"));
        throw new AttemptFailure(error, Recourse.AGAIN, ProviderFailure.UNREACHABLE);
      }
      case TIMEOUT -> {
        call.settleUnanswered(Status.FAILED, Ending.failed(error.status(), "provider_timeout"));
        throw new AttemptFailure(error, Recourse.ANOTHER_OFFERING, ProviderFailure.TIMEOUT);
      }
      case QUEUED -> {
        call.release(Status.FAILED, Ending.failed(error.status(), "provider_busy"));
        throw new AttemptFailure(error, Recourse.ANOTHER_OFFERING, ProviderFailure.ABANDONED);
      }
      case BROKEN -> {
        call.settleUnanswered(Status.FAILED, Ending.failed(error.status(), "provider_broke_off"));
        throw new AttemptFailure(error, Recourse.ANOTHER_OFFERING, ProviderFailure.BROKEN);
      }
      case TOO_LARGE -> {
        call.settleUnanswered(Status.FAILED, Ending.failed(error.status(), "provider_broke_off"));
        throw new AttemptFailure(error, Recourse.ANOTHER_OFFERING, ProviderFailure.UNUSABLE);
      }
      case CLIENT_GONE_UNSENT -> {
        call.release(Status.CANCELLED, Ending.failed(499, "client_gone"));
        yield ProviderFailure.ABANDONED;
      }
      case CLIENT_GONE -> {
        call.settleUnanswered(Status.CANCELLED, Ending.failed(499, "client_gone"));
        yield ProviderFailure.ABANDONED;
      }
    };
  }
}
