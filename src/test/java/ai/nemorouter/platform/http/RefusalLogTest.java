package ai.nemorouter.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.jboss.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Refusals that anybody can bring about do not fill the log, and none goes uncounted.
class RefusalLogTest {
  private static final Logger LOG = Logger.getLogger(RefusalLogTest.class);

  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final RefusalLog refusals = new RefusalLog(metrics);
  private final List<String> lines = new ArrayList<>();
  private final Handler collector = new Collector();

  @BeforeEach
  void listen() {
    java.util.logging.Logger.getLogger("ai.nemorouter.platform").addHandler(collector);
  }

  @AfterEach
  void stop() {
    java.util.logging.Logger.getLogger("ai.nemorouter.platform").removeHandler(collector);
  }

  @Test
  void aFloodIsAFewLinesAndOneThatSaysHowManyMore() {
    flood(RefusalLog.Kind.FORBIDDEN, 1254);
    refusals.beginMinute();

    assertThat(lines).hasSize(RefusalLog.LINES_A_MINUTE + 1);
    assertThat(lines.getFirst()).isEqualTo("Refused number=1");
    assertThat(lines.getLast()).isEqualTo("And 1,234 more in the last minute kind=forbidden");
    assertThat(metrics.counter("nemorouter.refusals", "kind", "forbidden").count()).isEqualTo(1254);
  }

  @Test
  void theNextMinuteHasLinesAgain() {
    flood(RefusalLog.Kind.FORBIDDEN, 100);
    refusals.beginMinute();
    lines.clear();

    flood(RefusalLog.Kind.FORBIDDEN, 3);
    refusals.beginMinute();

    assertThat(lines).containsExactly("Refused number=1", "Refused number=2", "Refused number=3");
  }

  @Test
  void aFloodOfOneKindHidesNoOther() {
    flood(RefusalLog.Kind.FORBIDDEN, 100);
    lines.clear();

    flood(RefusalLog.Kind.PROVIDER, 1);

    assertThat(lines).containsExactly("Refused number=1");
  }

  private void flood(RefusalLog.Kind kind, int times) {
    for (int i = 1; i <= times; i++) {
      refusals.write(kind, LOG, Logger.Level.INFO, "Refused number=%d", i);
    }
  }

  private final class Collector extends Handler {
    @Override
    public void publish(LogRecord line) {
      lines.add(((ExtLogRecord) line).getFormattedMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
