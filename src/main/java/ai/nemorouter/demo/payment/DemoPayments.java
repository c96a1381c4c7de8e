package ai.nemorouter.demo.payment;

import ai.nemorouter.credit.payment.PaymentAccount;
import ai.nemorouter.credit.payment.PaymentProvider;
import ai.nemorouter.demo.DemoConfig;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.http.ConsoleConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// A stand-in for Stripe on a port of its own, so that credit can be bought offline. It takes no
/// money and remembers payments until the process ends.
@ApplicationScoped
public class DemoPayments {
  private static final Logger LOG = Logger.getLogger(DemoPayments.class);
  private static final String HOST = "127.0.0.1";
  private static final int AFTER_CATALOG = 20;
  private static final int START_TIMEOUT_SECONDS = 10;
  private static final Duration LATE = Duration.ofSeconds(15);

  private final Vertx vertx;
  private final DemoConfig config;
  private final ConsoleConfig console;
  private final PaymentProvider provider;
  private @Nullable HttpServer server;

  DemoPayments(Vertx vertx, DemoConfig config, ConsoleConfig console, PaymentProvider provider) {
    this.vertx = vertx;
    this.config = config;
    this.console = console;
    this.provider = provider;
  }

  /// A real account that the environment names is used instead.
  void onStart(@Observes @Priority(AFTER_CATALOG) StartupEvent event) throws Exception {
    if (!config.enabled() || provider.isConfigured()) {
      return;
    }
    PaymentAccount account = start(this::receiver, LATE);
    provider.use(account);
    LOG.infof("Demo payments started url=%s", account.url());
  }

  void onStop(@Observes ShutdownEvent event) {
    if (server != null) {
      server.close();
    }
  }

  private URI receiver() {
    return console.url().orElseThrow().resolve("/webhooks/stripe");
  }

  /// Starts it, whether the demo is on or not.
  ///
  /// @param receiver where webhooks go
  /// @param late how late late ones are, and how long banks take
  public PaymentAccount start(Supplier<URI> receiver, Duration late) throws Exception {
    String key = "sk_test_demo_" + Ids.next();
    String secret = "whsec_demo_" + Ids.next();
    DemoWebhooks webhooks = new DemoWebhooks(vertx, receiver, secret, late.toMillis());
    HttpServer started =
        vertx
            .createHttpServer(new HttpServerOptions().setHost(HOST).setPort(0))
            .requestHandler(new DemoStripe(vertx, key, webhooks, late.toMillis()))
            .listen()
            .toCompletionStage()
            .toCompletableFuture()
            .get(START_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    server = started;
    return new PaymentAccount(
        URI.create("http://" + HOST + ":" + started.actualPort()), key, List.of(secret), true);
  }
}
