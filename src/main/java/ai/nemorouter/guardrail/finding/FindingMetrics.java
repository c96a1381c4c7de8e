package ai.nemorouter.guardrail.finding;

import ai.nemorouter.guardrail.engine.Verdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/// What guardrails do on this node, by the kind of their check: never by rule or organization,
/// whose number has no bound.
@ApplicationScoped
class FindingMetrics {
  private static final long BETWEEN_LINES = Duration.ofMinutes(1).toNanos();

  private final MeterRegistry registry;
  private final Counter lost;
  private final AtomicLong lastLine = new AtomicLong(System.nanoTime() - BETWEEN_LINES);

  FindingMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.lost =
        Counter.builder("nemorouter.guardrail.findings.lost")
            .description("Screened requests whose findings could not be written down")
            .register(registry);
  }

  void watchBacklog(Supplier<Number> waiting) {
    Gauge.builder("nemorouter.guardrail.findings.waiting", waiting)
        .description("Screened requests whose findings wait to be written down")
        .register(registry);
  }

  void count(ScreenedRequest request) {
    for (ScreenedRequest.RuleResult rule : request.rules()) {
      registry
          .counter(
              "nemorouter.guardrail.verdicts",
              "check",
              rule.check(),
              "verdict",
              word(rule.verdict()),
              "mode",
              rule.shadow() ? "shadow" : "enforced")
          .increment();
      if (!rule.findings().isEmpty()) {
        registry
            .counter("nemorouter.guardrail.hits", "check", rule.check())
            .increment(rule.findings().size());
      }
      if (rule.failed()) {
        registry.counter("nemorouter.guardrail.failures", "check", rule.check()).increment();
      }
      registry
          .timer("nemorouter.guardrail.time", "check", rule.check())
          .record(rule.took().toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private static String word(Verdict verdict) {
    return verdict.name().toLowerCase(Locale.ROOT);
  }

  /// @return whether it is time for a line in the log
  boolean lost(int requests) {
    lost.increment(requests);
    long last = lastLine.get();
    long now = System.nanoTime();
    return now - last >= BETWEEN_LINES && lastLine.compareAndSet(last, now);
  }
}
