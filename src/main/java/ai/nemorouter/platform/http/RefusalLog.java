package ai.nemorouter.platform.http;

import ai.nemorouter.platform.text.Numbers;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Logs what was rejected, which anybody can cause as often as they like: the first lines of each
/// kind in a minute, then how many more there were. A metric counts all of them.
@ApplicationScoped
public class RefusalLog {
  private static final Logger LOG = Logger.getLogger(RefusalLog.class);

  /// Lines of one kind that a minute has room for.
  static final int LINES_A_MINUTE = 20;

  private final MeterRegistry metrics;
  private final Map<Kind, AtomicLong> counts = new ConcurrentHashMap<>();

  RefusalLog(MeterRegistry metrics) {
    this.metrics = metrics;
  }

  /// What is rejected. Each kind has lines of its own.
  public enum Kind {
    /// A page or form that a person may not have, or that came from a foreign page.
    FORBIDDEN,
    /// An answer whose request was rejected while it was made, as its body did not arrive.
    LOST,
    /// A sign-in through the identity provider, or what was said to come from it.
    SINGLE_SIGN_ON,
    /// A call that a provider rejected.
    PROVIDER,
    /// A request that was rejected because the database is unavailable.
    UNAVAILABLE;

    private String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// @param format as `String.format` takes it; it names ids and nothing that a person typed
  public void write(
      Kind kind, Logger log, Logger.Level level, String format, @Nullable Object... arguments) {
    metrics.counter("nemorouter.refusals", "kind", kind.word()).increment();
    if (counts.computeIfAbsent(kind, _ -> new AtomicLong()).incrementAndGet() <= LINES_A_MINUTE) {
      log.logf(level, format, arguments);
    }
  }

  @Scheduled(every = "1m")
  void beginMinute() {
    counts.forEach((kind, count) -> {
      long more = count.getAndSet(0) - LINES_A_MINUTE;
      if (more > 0) {
        LOG.infof("And %s more in the last minute kind=%s", Numbers.grouped(more), kind.word());
      }
    });
  }
}
