package ai.nemorouter.platform.process;

import io.quarkus.runtime.configuration.DurationConverter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.microprofile.config.ConfigProvider;

/// Ends the process a while after it was told to stop, whatever keeps it: a database that does not
/// answer, a thread that waits for ever, memory that is used up. Everything it needs then exists
/// from the beginning.
public final class StopBound {
  static final String DRAIN_TIME = "20s";

  /// Beyond the time for requests under way: for breaking them off and booking them.
  private static final Duration REST = Duration.ofSeconds(20);

  /// As a shell reports a process that SIGTERM ended.
  private static final int TERMINATED = 143;

  /// A property of the process, because a live reload in dev mode loads this class anew.
  private static final String SET = "nemorouter.stop-bound";

  private StopBound() {}

  /// Takes effect once for the process.
  public static void set() {
    if (System.setProperty(SET, "true") != null) {
      return;
    }
    Duration most = most();
    CountDownLatch told = new CountDownLatch(1);
    Thread last = new Thread(() -> endAfter(told, most), "stop-bound");
    last.setDaemon(true);
    last.start();
    Runtime.getRuntime().addShutdownHook(new Thread(told::countDown, "stop-bound-begin"));
  }

  /// How long stopping takes at the most.
  public static Duration most() {
    Optional<String> drainTime =
        ConfigProvider.getConfig()
            .getOptionalValue(StopConfig.PREFIX + ".drain-time", String.class);
    return DurationConverter.parseDuration(drainTime.orElse(DRAIN_TIME)).plus(REST);
  }

  private static void endAfter(CountDownLatch told, Duration most) {
    try {
      told.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    long deadline = System.nanoTime() + most.toNanos();
    while (System.nanoTime() < deadline) {
      LockSupport.parkNanos(deadline - System.nanoTime());
    }
    Runtime.getRuntime().halt(TERMINATED);
  }
}
