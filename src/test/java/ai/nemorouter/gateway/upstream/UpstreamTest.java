package ai.nemorouter.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClosedException;
import java.lang.reflect.Proxy;
import java.net.ConnectException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// How a connection to a provider comes about.
class UpstreamTest {
  private static final HttpClientRequest REQUEST =
      (HttpClientRequest)
          Proxy.newProxyInstance(
              HttpClientRequest.class.getClassLoader(),
              new Class<?>[] {HttpClientRequest.class},
              (_, method, _) -> {
                throw new AssertionError(method);
              });

  private final AtomicInteger tries = new AtomicInteger();

  @Test
  void aKeptConnectionThatHasJustEndedIsReplacedByAnother() {
    Future<HttpClientRequest> request =
        connected(3, new HttpClosedException("Connection was closed"));

    assertThat(request.result()).isSameAs(REQUEST);
    assertThat(tries).hasValue(3);
  }

  @Test
  void aProviderThatClosesEveryConnectionIsGivenUp() {
    Future<HttpClientRequest> request =
        connected(99, new HttpClosedException("Connection was closed"));

    assertThat(request.cause()).isInstanceOf(HttpClosedException.class);
    assertThat(tries).hasValue(5);
  }

  @Test
  void aProviderThatCannotBeReachedIsNotTriedAgain() {
    Future<HttpClientRequest> request = connected(2, new ConnectException("Connection refused"));

    assertThat(request.cause()).isInstanceOf(ConnectException.class);
    assertThat(tries).hasValue(1);
  }

  /// One that comes about at that try.
  private Future<HttpClientRequest> connected(int succeedsAt, Exception before) {
    return Upstream.connected(
        () ->
            tries.incrementAndGet() < succeedsAt
                ? Future.failedFuture(before)
                : Future.succeededFuture(REQUEST),
        5);
  }
}
