package ai.nemorouter.gateway.upstream;

import ai.nemorouter.gateway.GatewayConfig;
import ai.nemorouter.gateway.flow.Attempt;
import ai.nemorouter.gateway.upstream.UpstreamFailure.Kind;
import ai.nemorouter.platform.outbound.OutboundRefusedException;
import ai.nemorouter.platform.outbound.OutboundRoute;
import ai.nemorouter.platform.outbound.OutboundTarget.Reach;
import ai.nemorouter.provider.Provider;
import ai.nemorouter.provider.byok.ByokConfig;
import ai.nemorouter.provider.dialect.UpstreamRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.UnknownHostException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// Sends a call to its provider. Nothing of the client's headers goes along: neither its key nor
/// what its SDK tells about itself. Where the address of an organization's own provider leads is
/// looked up and judged for each call, and the call goes to the very address that was judged.
@ApplicationScoped
public class Upstream {
  private static final int KEEP_ALIVE_SECONDS = 15;

  /// To one provider: no more than a node has clients. What bounds them is `ProviderShares`.
  private static final int CONNECTIONS_MAX = 8_192;

  /// How often a connection is asked for, where those that were kept turn out to be closed.
  private static final int CONNECT_TRIES = 5;

  private final GatewayConfig config;
  private final ByokConfig byok;
  private final OutboundRoute route;
  private final AbandonedStreams afterHangUp;
  private final ProviderShares shares;
  private final Vertx vertx;
  private final HttpClient client;

  Upstream(
      Vertx vertx,
      GatewayConfig config,
      ByokConfig byok,
      OutboundRoute route,
      AbandonedStreams afterHangUp,
      ProviderShares shares) {
    this.vertx = vertx;
    this.config = config;
    this.byok = byok;
    this.route = route;
    this.afterHangUp = afterHangUp;
    this.shares = shares;
    HttpClientOptions options =
        new HttpClientOptions()
            .setConnectTimeout((int) config.connectTimeout().toMillis())
            .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
            .setTcpNoDelay(true)
            .setDecompressionSupported(false);
    client = vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(CONNECTIONS_MAX));
  }

  @PreDestroy
  void close() {
    client.close();
  }

  /// What the answer to that call will arrive in. It must be closed.
  public UpstreamResponse open(Attempt call) {
    UpstreamResponse response = new UpstreamResponse(vertx, afterHangUp, call.key().orgId());
    call.exchange().whenGone(response::clientDisconnected);
    return response;
  }

  /// Sends the body and waits until the provider's answer begins, whatever its status.
  ///
  /// @throws UpstreamFailure if it does not begin
  public void send(
      Provider provider, UpstreamRequest sent, UpstreamResponse response, ResponseTimeout patience)
      throws UpstreamFailure, InterruptedException {
    shares.enter(response.orgId(), provider, response, patience);
    if (Draining.breaksOff()) {
      throw new UpstreamFailure(Kind.UNREACHABLE, null);
    }
    RequestOptions target = target(provider, sent);
    connected(() -> client.request(target), CONNECT_TRIES)
        .compose(request -> send(sent, request, response))
        .onFailure(response::failed);
    response.awaitBegin(patience);
  }

  /// A kept connection may end at the very moment that it is chosen for a request: nothing has been
  /// sent then, and it says nothing about the provider.
  static Future<HttpClientRequest> connected(
      Supplier<Future<HttpClientRequest>> connect, int tries) {
    return connect
        .get()
        .recover(cause ->
            cause instanceof HttpClosedException && tries > 1
                ? connected(connect, tries - 1)
                : Future.failedFuture(cause));
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
    // What goes wrong shows in the answer; without a handler each hang-up would be a line of the
    // log.
    request.exceptionHandler(_ -> {});
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
