package ai.nemorouter.gateway.flow;

import ai.nemorouter.catalog.Offering;
import ai.nemorouter.catalog.price.Price;
import ai.nemorouter.gateway.GatewayConfig;
import ai.nemorouter.gateway.admission.Admission;
import ai.nemorouter.gateway.admission.Identification;
import ai.nemorouter.gateway.admission.Judging;
import ai.nemorouter.gateway.admission.Refusals;
import ai.nemorouter.gateway.answer.ClientStream;
import ai.nemorouter.gateway.answer.StreamChunks;
import ai.nemorouter.gateway.http.Exchange;
import ai.nemorouter.gateway.request.ChatRequest;
import ai.nemorouter.gateway.request.ModelRequest;
import ai.nemorouter.gateway.routing.Routing;
import ai.nemorouter.gateway.screening.RequestScreen;
import ai.nemorouter.gateway.screening.Screenings;
import ai.nemorouter.gateway.upstream.UpstreamErrors;
import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.key.identity.KeyIdentity;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.json.ApiError;
import ai.nemorouter.platform.json.ApiException;
import ai.nemorouter.provider.health.ProviderHealth;
import ai.nemorouter.provider.health.ProviderHealth.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One request of a model, from the client to its settled record: identify, resolve, screen,
/// estimate, hold, forward, screen, settle, report. No byte leaves for a provider before its
/// worst-case cost is held. A provider that fails before the first content is followed by the next
/// that may serve the request; each attempt is held and settled for what it was sent to, and is
/// recorded under its request.
@ApplicationScoped
public class RequestFlow {
  private final Identification identification;
  private final Admission admission;
  private final Routing routing;
  private final Screenings screenings;
  private final Judging judging;
  private final Refusals refusals;
  private final AttemptRun attempts;
  private final ProviderHealth health;
  private final GatewayConfig config;

  RequestFlow(
      Identification identification,
      Admission admission,
      Routing routing,
      Screenings screenings,
      Judging judging,
      Refusals refusals,
      AttemptRun attempts,
      ProviderHealth health,
      GatewayConfig config) {
    this.identification = identification;
    this.admission = admission;
    this.routing = routing;
    this.screenings = screenings;
    this.judging = judging;
    this.refusals = refusals;
    this.attempts = attempts;
    this.health = health;
    this.config = config;
  }

  /// @throws ApiException if the request is refused before anything was sent
  public void answer(Exchange exchange, Endpoint endpoint) throws InterruptedException {
    KeyIdentity key = identification.ofCall(exchange);
    ModelRequest request = endpoint.read(exchange);
    exchange.bodyWasRead();
    refuseUnlessAdmitted(exchange, key, request);
    List<Offering> route = resolve(exchange, key, request);
    try {
      forward(exchange, key, screened(exchange, key, request), route);
    } finally {
      exchange
          .screen()
          .ifPresent(screen -> screenings.record(exchange.id(), key, request.model(), screen));
      exchange
          .answerSample()
          .ifPresent(
              answer -> screenings.sampleAnswer(exchange.id(), key, request.model(), answer));
    }
  }

  /// Once for all attempts, and before anything is held or sent.
  private ModelRequest screened(Exchange exchange, KeyIdentity key, ModelRequest request) {
    if (judging.isOne(exchange)) {
      exchange.sender().judges();
      return request;
    }
    screenings
        .sample(exchange.id(), key, request.model(), request::screened)
        .ifPresent(exchange::answerSample);
    try {
      RequestScreen screen =
          screenings.of(exchange.id(), key, Judging.credentials(exchange)).orElse(null);
      if (screen == null) {
        return request;
      }
      exchange.screen(screen);
      ModelRequest screened = screen.input().map(request::screened).orElse(request);
      screen.inputWasRead();
      screen.askOutside(Direction.INPUT);
      if (screen.isRefused()) {
        throw screen.refusal(Direction.INPUT).exception();
      }
      exchange.tellPosture();
      return screened;
    } catch (ApiException e) {
      throw refusals.refuse(exchange.id(), exchange, key, Refusals.unresolved(request), e.error());
    }
  }

  private void refuseUnlessAdmitted(Exchange exchange, KeyIdentity key, ModelRequest request) {
    // Whether it has expired is left to the hold, which goes by the database's clock.
    ApiError error = Identification.refusal(key, Instant.EPOCH);
    if (error == null) {
      error = admission.refusal(exchange, key, request.operation());
    }
    if (error != null) {
      throw refusals.refuse(exchange.id(), exchange, key, Refusals.unresolved(request), error);
    }
  }

  private List<Offering> resolve(Exchange exchange, KeyIdentity key, ModelRequest request) {
    try {
      return routing.route(key, request.operation(), request.preferences());
    } catch (ApiException e) {
      throw refusals.refuse(exchange.id(), exchange, key, Refusals.unresolved(request), e.error());
    }
  }

  private void forward(
      Exchange exchange, KeyIdentity key, ModelRequest request, List<Offering> route)
      throws InterruptedException {
    Caller caller = new Caller(key.orgId(), key.keyId());
    try (FallbackOrder fallbackOrder =
        new FallbackOrder(route, caller, health, config.attempts())) {
      follow(fallbackOrder, exchange, key, request, route);
    }
  }

  private void follow(
      FallbackOrder fallbackOrder,
      Exchange exchange,
      KeyIdentity key,
      ModelRequest request,
      List<Offering> route)
      throws InterruptedException {
    ClientStream client = new ClientStream(exchange, config);
    long deadline = System.nanoTime() + config.responseTimeout().toNanos();
    AttemptFailure failure = null;
    Attempt call = null;
    while (true) {
      Offering offering = exchange.isDisconnected() ? null : fallbackOrder.next(failure);
      if (offering == null && failure == null && !exchange.isDisconnected()) {
        throw refusals.refuse(
            exchange.id(), exchange, key, Refusals.unresolved(request), allPaused(route));
      }
      if (offering == null) {
        refuse(exchange, client, call, failure == null ? allPaused(route) : failure.error());
        return;
      }
      Duration left = Duration.ofNanos(deadline - System.nanoTime());
      Duration pause = fallbackOrder.pause();
      if (failure != null && left.compareTo(pause) <= 0) {
        refuse(exchange, client, call, failure.error());
        return;
      }
      if (!pause.isZero() && !exchange.pause(pause)) {
        return;
      }
      exchange
          .headers()
          .attempt(
              fallbackOrder.attempts(),
              offering.provider().name(),
              routing.farewell(offering).orElse(null));
      call = call(call, exchange, key, request, offering);
      AttemptResult result = attempt(call, client, fallbackOrder, left);
      switch (result) {
        case AttemptResult.Failed failed -> failure = failed.failure();
        case AttemptResult.Refused refused when refused.narrow() ->
            failure = AttemptFailure.narrow(refused.error());
        case AttemptResult.Refused refused -> {
          // What the first provider failed of is what the client can act on.
          refuse(exchange, client, call, failure == null ? refused.error() : failure.error());
          return;
        }
        case AttemptResult.Answered _, AttemptResult.BrokenOff _, AttemptResult.Disconnected _ -> {
          return;
        }
      }
    }
  }

  private AttemptResult attempt(
      Attempt call, ClientStream client, FallbackOrder fallbackOrder, Duration left)
      throws InterruptedException {
    Duration within = fallbackOrder.hasMore() ? shorter(left, config.attemptTimeout()) : left;
    try {
      return attempts.attempt(call, fallbackOrder.passage(), client, within);
    } catch (ApiException e) {
      return new AttemptResult.Refused(e.error(), false);
    }
  }

  private Attempt call(
      @Nullable Attempt earlier,
      Exchange exchange,
      KeyIdentity key,
      ModelRequest request,
      Offering offering) {
    UUID id = earlier == null ? exchange.id() : Ids.next();
    Price price = offering.price();
    if (price == null) {
      throw new IllegalStateException("Routing let an offering without a price through");
    }
    try {
      return attempts.call(id, exchange, key, request, offering, request.estimate(offering, price));
    } catch (ApiException refused) {
      UUID requestId = earlier == null ? null : exchange.id();
      throw refusals.refuse(
          id, exchange, key, Refusals.unresolved(request, requestId), refused.error());
    }
  }

  /// With its real status if the client has got nothing yet, else as the end of the stream.
  private static void refuse(
      Exchange exchange, ClientStream client, @Nullable Attempt call, ApiError error) {
    if (!client.isBegun() || call == null || !(call.request() instanceof ChatRequest chat)) {
      exchange.refuse(error);
      return;
    }
    String requestId = exchange.requestId();
    client.close(
        chat.answers()
            .error(new StreamChunks(call, chat).errorChunk(error, requestId), error, requestId),
        call);
  }

  /// Every offering failed so often of late that it is spared for a moment.
  private static ApiError allPaused(List<Offering> route) {
    return UpstreamErrors.unavailable(
            503,
            "Calls of "
                + route.getFirst().slug()
                + " at the provider "
                + route.getFirst().provider().name()
                + " failed several times of late and are paused for a moment. Try again shortly.",
            route.getFirst().provider())
        .reason("provider_paused")
        .header("retry-after", "2");
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
