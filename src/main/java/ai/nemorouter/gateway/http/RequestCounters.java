package ai.nemorouter.gateway.http;

import ai.nemorouter.limit.engine.Settlement.Status;
import ai.nemorouter.provider.Provider;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;

/// What a monitoring system watches of requests and of their attempts: how many ended, and how. A
/// request counts once, as its record says it ended, however many attempts it took.
@ApplicationScoped
public class RequestCounters {
  /// All providers of organizations: their names are not the operator's business, and there may be
  /// many.
  private static final String OWN = "(own)";

  private final MeterRegistry registry;

  RequestCounters(MeterRegistry registry) {
    this.registry = registry;
  }

  /// Counts the request if it left a record.
  void request(Exchange exchange) {
    Exchange.Outcome outcome = exchange.outcome();
    if (outcome != null) {
      Counter.builder("nemorouter.requests")
          .description("Requests that ended, each once however many attempts it took")
          .tag("operation", outcome.operation())
          .tag("status", word(outcome.status()))
          .register(registry)
          .increment();
    }
  }

  /// Counts one attempt that something was held for.
  public void attempt(Provider provider, Status status) {
    Counter.builder("nemorouter.attempts")
        .description("Attempts at providers that ended; a request may take several")
        .tag("provider", provider.orgId() == null ? provider.name() : OWN)
        .tag("status", word(status))
        .register(registry)
        .increment();
  }

  private static String word(Status status) {
    return status.name().toLowerCase(Locale.ROOT);
  }
}
