package ai.nemorouter.gateway.upstream;

import ai.nemorouter.gateway.http.Exchange;
import ai.nemorouter.platform.json.ApiError;
import ai.nemorouter.platform.process.StopConfig;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/// What a node does with requests when it is told to stop: it takes no new ones, lets those under
/// way end by themselves for a while, and then breaks them off as if their provider had: each
/// client gets an error, each hold is settled.
@ApplicationScoped
class Draining {
  private static final Logger LOG = Logger.getLogger(Draining.class);
  private static final int BEFORE_ALL_OTHERS = -1_090;
  private static final String COUNTED = Draining.class.getName();
  private static final Duration STEP = Duration.ofMillis(20);

  /// For telling clients and settling, once providers are cut off.
  private static final Duration BREAK_OFF_PATIENCE = Duration.ofSeconds(5);

  /// Of the whole application: a live reload loads this class anew.
  private static volatile boolean breaksOff;

  private final StopConfig config;
  private final Upstream upstream;
  private final AtomicInteger underWay = new AtomicInteger();
  private volatile boolean stopping;

  Draining(StopConfig config, Upstream upstream) {
    this.config = config;
    this.upstream = upstream;
  }

  /// Whether answers that break off now do so because this node ends.
  static boolean breaksOff() {
    return breaksOff;
  }

  void register(@Observes Router router) {
    router.route("/v1/*").order(BEFORE_ALL_OTHERS).handler(this::admit);
    router.route("/api/v1/*").order(BEFORE_ALL_OTHERS).handler(this::admit);
  }

  private void admit(RoutingContext context) {
    // Requests that are routed anew come by again.
    if (context.get(COUNTED) == null) {
      context.put(COUNTED, true);
      underWay.incrementAndGet();
      context.addEndHandler(_ -> underWay.decrementAndGet());
      if (stopping) {
        refuse(context);
        return;
      }
    }
    context.next();
  }

  private static void refuse(RoutingContext context) {
    context.response().putHeader("connection", "close");
    Exchange.of(context)
        .refuse(
            ApiError.of(
                    503,
                    "service_unavailable",
                    "provider_overloaded",
                    "This node is being stopped. Send the request again.")
                .reason("node_stops")
                .header("retry-after", "1"));
  }

  /// In development there is no wait for what is left.
  void drain(@Observes ShutdownDelayInitiatedEvent event) {
    stopping = true;
    Duration patience =
        LaunchMode.current() == LaunchMode.NORMAL ? config.drainTime() : Duration.ZERO;
    if (awaitEnds(patience)) {
      return;
    }
    LOG.warnf("Requests are broken off because the node stops count=%d", underWay.get());
    breaksOff = true;
    upstream.close();
    if (!awaitEnds(BREAK_OFF_PATIENCE)) {
      LOG.warnf("Requests do not end count=%d", underWay.get());
    }
  }

  private boolean awaitEnds(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (underWay.get() > 0) {
      if (System.nanoTime() >= deadline) {
        return false;
      }
      LockSupport.parkNanos(STEP.toNanos());
    }
    return true;
  }
}
