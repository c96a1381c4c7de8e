package ai.nemorouter.provider.health;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// What a monitoring system watches of the installation's providers, as this node finds them. Those
/// of organizations are left out: they are not the operator's business, and there may be many.
@ApplicationScoped
public class ProviderMetrics {
  private static final double MS_PER_SECOND = 1000.0;

  private final ProviderHealth health;
  private final MultiGauge states;
  private final MultiGauge calls;
  private final MultiGauge failures;
  private final MultiGauge medians;
  private final MultiGauge slow;
  private final MultiGauge accounts;
  private final MultiGauge paused;

  ProviderMetrics(ProviderHealth health, MeterRegistry registry) {
    this.health = health;
    states =
        gauge(
            registry, "circuit", "Whether calls go to the provider: 0 yes, 1 one at a time, 2 no");
    calls = gauge(registry, "calls.recent", "Calls that ended in the last five minutes");
    failures =
        gauge(
            registry, "failures.recent", "Calls that the provider failed in the last five minutes");
    medians =
        gauge(
            registry,
            "first.byte.median.seconds",
            "Time to the first byte that half of the recent calls stayed below");
    slow =
        gauge(
            registry,
            "first.byte.p95.seconds",
            "Time to the first byte that 95 % of the recent calls stayed below");
    paused =
        gauge(registry, "paused.keys", "Keys whose calls of a model are paused: it failed them");
    accounts =
        gauge(registry, "account.refused", "Whether the provider turns the account down: 0 or 1");
  }

  @Scheduled(every = "15s", concurrentExecution = ConcurrentExecution.SKIP)
  void refresh() {
    List<ProviderHealth.Report> reports =
        health.reports().stream().filter(report -> report.account().orgId() == null).toList();
    fill(states, reports, report -> state(report.state()));
    fill(calls, reports, ProviderHealth.Report::calls);
    fill(failures, reports, ProviderHealth.Report::failures);
    fill(medians, reports, report -> seconds(report.medianMs()));
    fill(slow, reports, report -> seconds(report.slowMs()));
    fill(paused, reports, ProviderHealth.Report::pausedKeys);
    fill(accounts, reports, report -> report.accountRefusedAt() == null ? 0 : 1);
  }

  private static MultiGauge gauge(MeterRegistry registry, String name, String description) {
    return MultiGauge.builder("nemorouter.provider." + name)
        .description(description)
        .register(registry);
  }

  private static void fill(
      MultiGauge gauge,
      List<ProviderHealth.Report> reports,
      ToDoubleFunction<ProviderHealth.Report> value) {
    gauge.register(
        reports.stream()
            .<MultiGauge.Row<?>>map(report ->
                MultiGauge.Row.of(
                    Tags.of("provider", report.account().name()), value.applyAsDouble(report)))
            .toList(),
        true);
  }

  private static double state(Circuit.State state) {
    return switch (state) {
      case CLOSED -> 0;
      case HALF_OPEN -> 1;
      case OPEN -> 2;
    };
  }

  private static double seconds(@Nullable Long milliseconds) {
    return milliseconds == null ? Double.NaN : milliseconds / MS_PER_SECOND;
  }
}
