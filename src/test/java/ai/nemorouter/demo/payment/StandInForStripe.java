package ai.nemorouter.demo.payment;

import com.stripe.net.Webhook;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Map;

/// The demo's stand-in for Stripe apart from the application, for nodes that run as processes. It
/// sends no webhooks: a test sends its own.
public final class StandInForStripe implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final String KEY = "sk_test_of_the_test";
  private static final String SECRET = "whsec_of_the_test";
  private static final long NEVER_MS = 3_600_000;

  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server;

  public StandInForStripe() throws Exception {
    DemoWebhooks nowhere =
        new DemoWebhooks(vertx, () -> URI.create("http://127.0.0.1:9/nowhere"), SECRET, NEVER_MS);
    server =
        vertx
            .createHttpServer(new HttpServerOptions().setHost(HOST).setPort(0))
            .requestHandler(new DemoStripe(vertx, KEY, nowhere, NEVER_MS))
            .listen()
            .toCompletionStage()
            .toCompletableFuture()
            .get();
  }

  /// What makes a node take its payments here.
  public Map<String, String> environment() {
    return Map.of(
        "NEMOROUTER_CONSOLE_URL",
        "https://console.example",
        "NEMOROUTER_PAYMENTS_STRIPE_KEY",
        KEY,
        "NEMOROUTER_PAYMENTS_STRIPE_WEBHOOK_SECRETS",
        SECRET,
        "NEMOROUTER_PAYMENTS_STRIPE_URL",
        "http://" + HOST + ":" + server.actualPort(),
        "NEMOROUTER_PAYMENTS_RECONCILE_EVERY",
        "2s");
  }

  public static String sign(String event) throws GeneralSecurityException {
    return Webhook.Signature.generateSignatureHeader(event, SECRET, Instant.now().getEpochSecond());
  }

  @Override
  public void close() {
    server.close();
    vertx.close();
  }
}
