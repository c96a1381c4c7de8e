package ai.nemorouter.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.gateway.GatewayConfig;
import ai.nemorouter.gateway.upstream.UpstreamFailure.Kind;
import ai.nemorouter.provider.Provider;
import ai.nemorouter.provider.openai.OpenAi;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ProviderSharesTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final Duration STEP = Duration.ofMillis(5);
  private static final Duration MOMENT = Duration.ofMillis(30);
  private static final UUID NOISY = UUID.randomUUID();
  private static final UUID QUIET = UUID.randomUUID();

  private final GatewayConfig config = config();
  private final AbandonedStreams afterHangUp =
      new AbandonedStreams(config, new SimpleMeterRegistry());
  private final ProviderShares shares = new ProviderShares(config);
  private final AtomicInteger waited = new AtomicInteger();
  private final ResponseTimeout patience =
      new ResponseTimeout(MOMENT, STEP, waited::incrementAndGet);

  /// One call of each organization at each provider.
  private static GatewayConfig config() {
    return (GatewayConfig)
        Proxy.newProxyInstance(
            GatewayConfig.class.getClassLoader(),
            new Class<?>[] {GatewayConfig.class},
            (_, method, _) ->
                switch (method.getName()) {
                  case "connectionsPerProvider", "mostAfterHangUp" -> 1;
                  case "afterHangUp" -> MOMENT;
                  default -> throw new IllegalArgumentException(method.getName());
                });
  }

  @AfterAll
  static void close() {
    VERTX.close();
  }

  @Test
  void anOrganizationWhoseShareIsTakenWaitsAndOthersDoNot() throws Exception {
    UpstreamResponse first = response(NOISY);
    shares.enter(NOISY, provider("shared"), first, patience);

    assertThatThrownBy(() -> shares.enter(NOISY, provider("shared"), response(NOISY), patience))
        .isInstanceOfSatisfying(
            UpstreamFailure.class, failure -> assertThat(failure.kind()).isEqualTo(Kind.QUEUED));
    assertThat(waited).as("comments while it waits").hasPositiveValue();
    shares.enter(QUIET, provider("shared"), response(QUIET), patience);
    shares.enter(NOISY, provider("another"), response(NOISY), patience);

    first.close();
    shares.enter(NOISY, provider("shared"), response(NOISY), patience);
  }

  @Test
  void aClientThatHangsUpWhileItWaitsIsLetGo() throws Exception {
    shares.enter(NOISY, provider("shared"), response(NOISY), patience);
    UpstreamResponse gone = response(NOISY);
    gone.clientDisconnected();

    assertThatThrownBy(() -> shares.enter(NOISY, provider("shared"), gone, patience))
        .isInstanceOfSatisfying(
            UpstreamFailure.class,
            failure -> assertThat(failure.kind()).isEqualTo(Kind.CLIENT_GONE));
    assertThat(gone.wasSent()).isFalse();
  }

  @Test
  void anAnswerThatIsClosedTwiceGivesItsPlaceBackOnce() throws Exception {
    UpstreamResponse first = response(NOISY);
    shares.enter(NOISY, provider("shared"), first, patience);
    first.close();
    first.close();

    shares.enter(NOISY, provider("shared"), response(NOISY), patience);
    assertThatThrownBy(() -> shares.enter(NOISY, provider("shared"), response(NOISY), patience))
        .isInstanceOf(UpstreamFailure.class);
  }

  private UpstreamResponse response(UUID orgId) {
    return new UpstreamResponse(VERTX, afterHangUp, orgId);
  }

  private static Provider provider(String name) {
    return new Provider(
        name, new OpenAi(), URI.create("https://example.com/v1"), null, "x", false, null);
  }
}
