package ai.nemorouter.gateway;

import ai.nemorouter.catalog.Catalog;
import ai.nemorouter.catalog.Offering;
import ai.nemorouter.catalog.Price;
import ai.nemorouter.gateway.Call.Ending;
import ai.nemorouter.key.KeyIdentity;
import ai.nemorouter.key.KeyRing;
import ai.nemorouter.limit.HoldOutcome;
import ai.nemorouter.limit.Holds;
import ai.nemorouter.limit.HoldsUnavailableException;
import ai.nemorouter.limit.Settlement.Status;
import ai.nemorouter.platform.ApiError;
import ai.nemorouter.provider.UntranslatableException;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import org.jboss.logging.Logger;

/// One call of a model, from the client's request to its settled record: identify, resolve,
/// estimate, hold, forward, settle, report. No byte leaves for a provider before its worst-case
/// cost is held.
@ApplicationScoped
class CallFlow {
  private static final Logger LOG = Logger.getLogger(CallFlow.class);

  private final Identification identification;
  private final Catalog catalog;
  private final Holds holds;
  private final Refusals refusals;
  private final Upstream upstream;
  private final WholeAnswer wholeAnswer;
  private final PlainAnswer plainAnswer;
  private final KeyRing keyRing;
  private final GatewayConfig config;

  CallFlow(
      Identification identification,
      Catalog catalog,
      Holds holds,
      Refusals refusals,
      Upstream upstream,
      WholeAnswer wholeAnswer,
      PlainAnswer plainAnswer,
      KeyRing keyRing,
      GatewayConfig config) {
    this.identification = identification;
    this.catalog = catalog;
    this.holds = holds;
    this.refusals = refusals;
    this.upstream = upstream;
    this.wholeAnswer = wholeAnswer;
    this.plainAnswer = plainAnswer;
    this.keyRing = keyRing;
    this.config = config;
  }

  /// @throws ai.nemorouter.platform.ApiException if the call is turned down before it was sent
  void answer(Exchange exchange, Endpoint endpoint) throws InterruptedException {
    KeyIdentity key = identification.ofCall(exchange);
    ModelRequest request = endpoint.read(exchange);
    refuseUnlessLive(exchange, key, request);
    Call call = resolveAndEstimate(exchange, key, request);
    HoldOutcome.Granted held = hold(call);
    keyRing.used(key.orgId(), key.keyId());
    try {
      forward(call, held);
    } catch (RuntimeException | InterruptedException e) {
      call.settleUnanswered(Status.FAILED, Ending.failed(500, "gateway_error"));
      throw e;
    }
  }

  private void refuseUnlessLive(Exchange exchange, KeyIdentity key, ModelRequest request) {
    // Whether it has expired is left to the hold, which goes by the database's clock.
    ApiError error = Identification.refusal(key.standing(Instant.EPOCH), key);
    if (error != null) {
      throw refusals.refuse(exchange, key, Refusals.unresolved(request), error);
    }
  }

  private Call resolveAndEstimate(Exchange exchange, KeyIdentity key, ModelRequest request) {
    Offering offering =
        catalog
            .resolve(request.model())
            .orElseThrow(() ->
                refusals.refuse(
                    exchange,
                    key,
                    Refusals.unresolved(request),
                    Refusals.unknownModel(request.model())));
    if (!offering.serves(request.operation())) {
      throw refusals.refuse(
          exchange, key, Refusals.unresolved(request), Refusals.wrongEndpoint(request, offering));
    }
    Price price = offering.price();
    if (price == null) {
      throw refusals.refuse(
          exchange, key, Refusals.unresolved(request), Refusals.unpriced(offering.slug()));
    }
    return new Call(exchange, key, request, offering, request.estimate(offering, price), holds);
  }

  private HoldOutcome.Granted hold(Call call) throws InterruptedException {
    HoldOutcome outcome = holds.place(call.holdRequest());
    if (outcome instanceof HoldOutcome.Granted granted) {
      call.exchange().warn(granted.warning());
      return granted;
    }
    if (outcome instanceof HoldOutcome.AlreadyFinished) {
      // Its answer came so late that the hold had expired before. It was not sent, so it is given
      // back.
      call.release(Status.FAILED, Ending.failed(503, "holds_unavailable"));
      throw new HoldsUnavailableException("The hold expired before the call could be sent");
    }
    throw refusals.refuse(call.exchange(), call.key(), call.route(), Refusals.of(outcome, call));
  }

  private void forward(Call call, HoldOutcome.Granted held) throws InterruptedException {
    Offering offering = call.offering();
    long ceiling = call.estimate().ceilingFor(held.outputTokens());
    ModelRequest request = call.request();
    try {
      UpstreamResponse response =
          upstream.send(
              offering
                  .provider()
                  .dialect()
                  .request(
                      offering.provider(),
                      request.operation(),
                      offering.upstreamModel(),
                      request.payload(offering, ceiling)),
              call.exchange());
      if (response.status() < 200 || response.status() > 299) {
        turnedDown(call, response);
      } else {
        relay(call, response);
      }
    } catch (UntranslatableException e) {
      untranslatable(call, e);
    } catch (UpstreamFailure failure) {
      failed(call, failure);
    }
  }

  private void relay(Call call, UpstreamResponse response)
      throws UpstreamFailure, InterruptedException {
    switch (call.request()) {
      case ChatRequest chat when chat.streamed() ->
          new StreamedAnswer(call, chat, response, config).relay();
      case ChatRequest chat -> wholeAnswer.relay(call, chat, response);
      case PlainRequest plain -> plainAnswer.relay(call, plain, response);
    }
  }

  private static void untranslatable(Call call, UntranslatableException cause) {
    ApiError error =
        ApiError.invalidRequest(String.valueOf(cause.getMessage()))
            .param(cause.field())
            .reason("not_supported_by_provider")
            .with("provider_name", call.offering().provider().name());
    call.release(Status.FAILED, Ending.failed(error.status(), "not_supported_by_provider"));
    call.exchange().refuse(error);
  }

  private void turnedDown(Call call, UpstreamResponse response)
      throws UpstreamFailure, InterruptedException {
    Offering offering = call.offering();
    int status = response.status();
    LOG.warnf(
        "A provider turned a call down provider=%s status=%d call=%s",
        offering.provider().name(), status, call.exchange().id());
    Buffer body = response.readAll(config.maxRequestBody().asLongValue(), config.stallTimeout());
    ApiError error =
        UpstreamErrors.of(status, body, response.header("retry-after"), offering.provider());
    call.turnedDown(Ending.failed(error.status(), "provider_status_" + status));
    call.exchange().refuse(error);
  }

  private static void failed(Call call, UpstreamFailure failure) {
    ApiError error = UpstreamErrors.of(failure, call.offering().provider());
    switch (failure.kind()) {
      case UNREACHABLE ->
          call.release(Status.FAILED, Ending.failed(error.status(), "provider_unreachable"));
      case CLIENT_GONE_UNSENT -> call.release(Status.CANCELLED, Ending.failed(499, "client_gone"));
      case TIMEOUT ->
          call.settleUnanswered(Status.FAILED, Ending.failed(error.status(), "provider_timeout"));
      case BROKEN, TOO_LARGE ->
          call.settleUnanswered(Status.FAILED, Ending.failed(error.status(), "provider_broke_off"));
      case CLIENT_GONE ->
          call.settleUnanswered(Status.CANCELLED, Ending.failed(499, "client_gone"));
    }
    call.exchange().refuse(error);
  }
}
