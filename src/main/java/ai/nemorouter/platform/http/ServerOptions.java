package ai.nemorouter.platform.http;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.context.ApplicationScoped;

/// HTTP/2 only over TLS, where browsers and clients choose it: in plain text no client does by
/// itself, and proxies use HTTP/1.1 towards what stands behind them unless they are told otherwise.
@ApplicationScoped
class ServerOptions implements HttpServerOptionsCustomizer {
  @Override
  public void customizeHttpServer(HttpServerOptions options) {
    options.setHttp2ClearTextEnabled(false);
  }
}
