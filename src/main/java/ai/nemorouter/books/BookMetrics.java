package ai.nemorouter.books;

import ai.nemorouter.platform.database.Database;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.function.ToDoubleFunction;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/// What a monitoring system watches of the books. The figures are the cluster's, so every node
/// tells the same; what is not known is not a number.
@ApplicationScoped
public class BookMetrics {
  private final Database database;
  private final Session session;
  private volatile Figures figures = Figures.UNKNOWN;

  BookMetrics(Database database, Session session, MeterRegistry registry) {
    this.database = database;
    this.session = session;
    gauge(
        registry,
        "nemorouter.books.deviations",
        "Deviations that the last finished check of the books found",
        now -> figures.deviations() == null ? Double.NaN : figures.deviations());
    gauge(
        registry,
        "nemorouter.books.age.seconds",
        "Time since the last check of the books finished",
        now -> since(figures.finishedAt(), now));
    gauge(
        registry,
        "nemorouter.books.unbooked",
        "Settlements that the database refused and nobody has resolved",
        now -> figures.unbooked() == null ? Double.NaN : figures.unbooked());
    gauge(
        registry,
        "nemorouter.holds",
        "Holds in flight of all organizations",
        now -> figures.holds() == null ? Double.NaN : figures.holds());
    gauge(
        registry,
        "nemorouter.holds.oldest.age.seconds",
        "Age of the oldest hold in flight",
        now -> figures.oldestHold() == null ? 0 : since(figures.oldestHold(), now));
  }

  /// @param oldestHold when it was placed; null if there is none
  public record Figures(
      @Nullable Long deviations,
      @Nullable Instant finishedAt,
      @Nullable Long unbooked,
      @Nullable Long holds,
      @Nullable Instant oldestHold) {
    static final Figures UNKNOWN = new Figures(null, null, null, null, null);
  }

  /// The database is not asked by everybody who asks for metrics.
  @Scheduled(every = "15s", concurrentExecution = ConcurrentExecution.SKIP)
  void refresh() {
    try {
      figures = read();
    } catch (RuntimeException e) {
      figures = Figures.UNKNOWN;
      throw e;
    }
  }

  private Figures read() {
    return database.inInstallation(() ->
        session
            .createNativeQuery(
                """
                select r.deviations_found, r.finished_at,
                       (select count(*) from unbooked where resolved_at is null), h.holds, h.oldest_hold
                from (select count(*) as holds, min(placed_at) as oldest_hold from holds) h
                left join (select deviations_found, finished_at from verify_runs
                           where finished_at is not null order by started_at desc limit 1) r on true
                """,
                Figures.class)
            .getSingleResult());
  }

  private void gauge(
      MeterRegistry registry, String name, String description, ToDoubleFunction<Instant> value) {
    Gauge.builder(name, () -> value.applyAsDouble(Instant.now()))
        .description(description)
        .register(registry);
  }

  private static double since(@Nullable Instant moment, Instant now) {
    return moment == null ? Double.NaN : (now.toEpochMilli() - moment.toEpochMilli()) / 1000.0;
  }
}
