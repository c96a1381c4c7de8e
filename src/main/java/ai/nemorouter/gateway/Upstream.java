package ai.nemorouter.gateway;

import ai.nemorouter.gateway.UpstreamFailure.Kind;
import ai.nemorouter.platform.OutboundRefusedException;
import ai.nemorouter.platform.OutboundRoute;
import ai.nemorouter.platform.OutboundTarget.Reach;
import ai.nemorouter.provider.ByokConfig;
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
import java.net.UnknownHostException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Sends a call to its provider. Nothing of the client's headers goes along: neither its key nor
/// what its SDK tells about itself. Where the address of an organization's own provider leads is
/// looked up and judged for each call, and the call goes to the very address that was judged.
@ApplicationScoped
class Upstream {
  private static final int KEEP_ALIVE_SECONDS = 15;

  private final GatewayConfig config;
  private final ByokConfig byok;
  private final OutboundRoute route;
  private final Vertx vertx;
  private final HttpClient client;

  Upstream(Vertx vertx, GatewayConfig config, ByokConfig byok, OutboundRoute route) {
    this.vertx = vertx;
    this.config = config;
    this.byok = byok;
    this.route = route;
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
    if (Draining.breaksOff()) {
      throw new UpstreamFailure(Kind.UNREACHABLE, null);
    }
    RequestOptions target = target(provider, sent);
    UpstreamResponse response = new UpstreamResponse(vertx);
    CompletableFuture<Void> begun = new CompletableFuture<>();
    // Before anything is asked for: a connection that is open already takes the request at once.
    exchange.whenGone(() -> {
      response.clientWent();
      begun.cancel(false);
    });
    client
        .request(target)
        .compose(request -> send(sent, request, response))
        .onComplete(begun::complete, begun::completeExceptionally);
    try {
      await(begun, patience);
      return response;
    } catch (TimeoutException e) {
      response.cancel();
      throw new UpstreamFailure(response.wasSent() ? Kind.TIMEOUT : Kind.QUEUED, e);
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

  private RequestOptions target(Provider provider, UpstreamRequest sent)
      throws UpstreamFailure, InterruptedException {
    HttpMethod method = HttpMethod.valueOf(sent.method());
    if (provider.orgId() == null) {
      return new RequestOptions()
          .setMethod(method)
          .setAbsoluteURI(sent.uri().toString())
          .setFollowRedirects(false);
    }
    try {
      return route.request(
          method,
          sent.uri().toString(),
          Reach.of(byok.allowPrivateTargets()),
          config.connectTimeout());
    } catch (OutboundRefusedException | UnknownHostException | TimeoutException e) {
      throw new UpstreamFailure(Kind.UNREACHABLE, e);
    }
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
