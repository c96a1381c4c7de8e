package ai.nemorouter.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.gateway.GatewayConfig;
import ai.nemorouter.gateway.upstream.UpstreamFailure.Kind;
import ai.nemorouter.gateway.upstream.UpstreamResponse.Event;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// An answer under way, step by step, in orders that real connections seldom take.
class UpstreamResponseTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration MOMENT = Duration.ofMillis(1);
  private static final Vertx VERTX = Vertx.vertx();

  /// A connection of the provider's that a test plays the event loop of.
  private static final class Connection {
    private final AtomicInteger resets = new AtomicInteger();
    private final AtomicBoolean paused = new AtomicBoolean();
    private @Nullable Handler<Buffer> data;
    private Runnable whilePausing = () -> {};

    HttpClientRequest request() {
      return (HttpClientRequest)
          Proxy.newProxyInstance(
              HttpClientRequest.class.getClassLoader(),
              new Class<?>[] {HttpClientRequest.class},
              (_, method, _) -> {
                assertThat(method.getName()).isEqualTo("reset");
                resets.incrementAndGet();
                return true;
              });
    }

    @SuppressWarnings("unchecked")
    HttpClientResponse response() {
      return (HttpClientResponse)
          Proxy.newProxyInstance(
              HttpClientResponse.class.getClassLoader(),
              new Class<?>[] {HttpClientResponse.class},
              (proxy, method, arguments) -> {
                switch (method.getName()) {
                  case "handler" -> data = (Handler<Buffer>) arguments[0];
                  case "pause" -> {
                    whilePausing.run();
                    paused.set(true);
                  }
                  case "resume" -> paused.set(false);
                  default -> {}
                }
                return proxy;
              });
    }

    void deliver() {
      Objects.requireNonNull(data, "The answer has not begun").handle(Buffer.buffer("x"));
    }
  }

  private static final UUID ORGANIZATION = UUID.randomUUID();

  private final Connection connection = new Connection();
  private final AbandonedStreams afterHangUp = afterHangUp(LONG);
  private final UpstreamResponse response = new UpstreamResponse(VERTX, afterHangUp, ORGANIZATION);

  /// One answer at a time.
  private static AbandonedStreams afterHangUp(Duration time) {
    GatewayConfig config =
        (GatewayConfig)
            Proxy.newProxyInstance(
                GatewayConfig.class.getClassLoader(),
                new Class<?>[] {GatewayConfig.class},
                (_, method, _) ->
                    switch (method.getName()) {
                      case "afterHangUp" -> time;
                      case "mostAfterHangUp" -> 1;
                      default -> throw new IllegalArgumentException(method.getName());
                    });
    return new AbandonedStreams(config, new SimpleMeterRegistry());
  }

  @AfterAll
  static void close() {
    VERTX.close();
  }

  @Test
  void aProviderIsNotLeftWaitingWhenTheRelayCatchesUpAtThatVeryMoment() throws Exception {
    response.sending(connection.request());
    response.begin(connection.response());
    assertThat(response.next(LONG)).isInstanceOf(Event.Begun.class);
    // While the event loop is about to pause, the relay takes everything there is.
    connection.whilePausing =
        () -> {
          try {
            while (response.next(MOMENT) instanceof Event.Data) {
              // One less.
            }
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        };

    for (int i = 0; i < 64; i++) {
      connection.deliver();
    }

    assertThat(connection.paused).isFalse();
  }

  @Test
  void aProviderThatIsFasterThanTheRelayWaitsForIt() throws Exception {
    response.sending(connection.request());
    response.begin(connection.response());
    response.next(LONG);

    for (int i = 0; i < 64; i++) {
      connection.deliver();
    }
    assertThat(connection.paused).isTrue();
    for (int i = 0; i < 64; i++) {
      response.next(LONG);
    }

    assertThat(connection.paused).isFalse();
  }

  @Test
  void aHangUpBeforeTheRequestLeavesKeepsItFromLeaving() throws Exception {
    response.clientDisconnected();

    assertThat(response.sending(connection.request())).isFalse();
    assertThat(connection.resets).hasValue(1);
    assertThat(response.next(LONG)).isEqualTo(new Event.GivenUp(Kind.CLIENT_GONE));
    assertThat(response.wasSent()).isFalse();
    assertThat(afterHangUp.count()).isZero();
  }

  @Test
  void whatIsClosedBeforeItLeavesNeverDoes() {
    response.close();

    assertThat(response.sending(connection.request())).isFalse();
    assertThat(response.wasSent()).isFalse();
  }

  @Test
  void onlySoManyAnswersAreReadOnAndTheNextIsGivenUpAtOnce() throws Exception {
    UpstreamResponse other = new UpstreamResponse(VERTX, afterHangUp, ORGANIZATION);
    for (UpstreamResponse each : new UpstreamResponse[] {response, other}) {
      each.sending(connection.request());
      each.clientDisconnected();
    }

    assertThat(response.next(MOMENT)).isInstanceOf(Event.Silence.class);
    assertThat(response.isReadOn()).isTrue();
    assertThat(other.next(LONG)).isEqualTo(new Event.GivenUp(Kind.CLIENT_GONE));
    assertThat(other.isReadOn()).isFalse();
    assertThat(connection.resets).hasValue(0);

    response.close();
    assertThat(connection.resets).hasValue(1);
    assertThat(afterHangUp.count()).isZero();
    UpstreamResponse next = new UpstreamResponse(VERTX, afterHangUp, ORGANIZATION);
    next.sending(connection.request());
    next.clientDisconnected();
    next.next(MOMENT);
    assertThat(next.isReadOn()).isTrue();
  }

  @Test
  void readingOnEndsWithItsTime() throws Exception {
    UpstreamResponse late =
        new UpstreamResponse(VERTX, afterHangUp(Duration.ofMillis(50)), ORGANIZATION);
    late.sending(connection.request());
    late.clientDisconnected();
    long before = System.nanoTime();

    Event event = late.next(LONG);
    while (event instanceof Event.Silence) {
      event = late.next(LONG);
    }

    assertThat(event).isEqualTo(new Event.GivenUp(Kind.CLIENT_GONE));
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void aNodeThatStopsEndsThemAllAndWaitsUntilTheyHaveSettled() throws Exception {
    response.sending(connection.request());
    response.clientDisconnected();
    response.next(MOMENT);
    Thread stopping = Thread.ofVirtual().start(() -> afterHangUp.stop(new ShutdownEvent()));

    assertThat(response.next(LONG)).isEqualTo(new Event.GivenUp(Kind.NODE_STOPS));
    assertThat(stopping.isAlive()).isTrue();
    response.close();
    stopping.join();

    UpstreamResponse cut = new UpstreamResponse(VERTX, afterHangUp, ORGANIZATION);
    cut.sending(connection.request());
    cut.clientDisconnected();
    Event event = cut.next(LONG);
    while (event instanceof Event.Silence) {
      event = cut.next(LONG);
    }
    assertThat(event).isEqualTo(new Event.GivenUp(Kind.NODE_STOPS));
  }
}
