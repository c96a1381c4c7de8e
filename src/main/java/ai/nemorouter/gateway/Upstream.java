package ai.nemorouter.gateway;

import ai.nemorouter.gateway.UpstreamFailure.Kind;
import ai.nemorouter.provider.Provider;
import ai.nemorouter.provider.UpstreamRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Sends a call to its provider. Nothing of the client's headers goes along: neither its key nor
/// what its SDK tells about itself.
@ApplicationScoped
class Upstream {
  private static final int KEEP_ALIVE_SECONDS = 15;

  private final Vertx vertx;
  private final HttpClient client;

  Upstream(Vertx vertx, GatewayConfig config) {
    this.vertx = vertx;
    HttpClientOptions options =
        new HttpClientOptions()
            .setConnectTimeout((int) config.connectTimeout().toMillis())
            .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
            .setTcpNoDelay(true)
            .setDecompressionSupported(false);
    client =
        vertx.createHttpClient(
            options, new PoolOptions().setHttp1MaxSize(config.connectionsPerProvider()));
  }

  @PreDestroy
  void close() {
    client.close();
  }

  /// Sends the body and waits until the provider's answer begins, whatever its status.
  ///
  /// @throws UpstreamFailure if it does not begin
  UpstreamResponse send(
      Provider provider, UpstreamRequest sent, Exchange exchange, Patience patience)
      throws UpstreamFailure, InterruptedException {
    UpstreamResponse response = new UpstreamResponse(vertx);
    CompletableFuture<Void> begun =
        request(sent)
            .compose(request -> send(sent, request, response))
            .toCompletionStage()
            .toCompletableFuture();
    exchange.whenGone(() -> {
      response.clientWent();
      begun.cancel(false);
    });
    try {
      await(begun, patience);
      return response;
    } catch (TimeoutException e) {
      response.cancel();
      throw new UpstreamFailure(response.wasSent() ? Kind.TIMEOUT : Kind.UNREACHABLE, e);
    } catch (ExecutionException e) {
      // A client that hangs up breaks the request off, which may be noticed first.
      throw response.isClientGone()
          ? clientGone(response, e)
          : new UpstreamFailure(response.wasSent() ? Kind.BROKEN : Kind.UNREACHABLE, e.getCause());
    } catch (CancellationException e) {
      throw clientGone(response, e);
    }
  }

  private static UpstreamFailure clientGone(UpstreamResponse response, Exception cause) {
    return new UpstreamFailure(
        response.wasSent() ? Kind.CLIENT_GONE : Kind.CLIENT_GONE_UNSENT, cause);
  }

  private static void await(CompletableFuture<Void> begun, Patience patience)
      throws ExecutionException, InterruptedException, TimeoutException {
    long deadline = System.nanoTime() + patience.within().toNanos();
    while (true) {
      long left = Math.max(1, deadline - System.nanoTime());
      try {
        begun.get(Math.min(left, patience.every().toNanos()), TimeUnit.NANOSECONDS);
        return;
      } catch (TimeoutException e) {
        if (System.nanoTime() >= deadline) {
          throw e;
        }
        patience.meanwhile().run();
      }
    }
  }

  private Future<HttpClientRequest> request(UpstreamRequest sent) {
    return client.request(
        new RequestOptions()
            .setMethod(HttpMethod.valueOf(sent.method()))
            .setAbsoluteURI(sent.uri().toString())
            .setFollowRedirects(false));
  }

  private static Future<Void> send(
      UpstreamRequest sent, HttpClientRequest request, UpstreamResponse response) {
    request.putHeader("accept", "application/json, text/event-stream");
    sent.headers().forEach(request::putHeader);
    if (!response.sending(request)) {
      return Future.failedFuture(new CancellationException());
    }
    return request
        .send(sent.body())
        .map(begun -> {
          response.begin(begun);
          return null;
        });
  }
}
