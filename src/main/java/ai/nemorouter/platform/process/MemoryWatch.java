package ai.nemorouter.platform.process;

import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/// Notices that memory is out wherever nothing else does: errors that no code catches, errors on
/// event loops, and a heap that stays full although it is collected again and again, in which
/// threads may wait for ever without an error anywhere.
@ApplicationScoped
class MemoryWatch {
  private static final Logger LOG = Logger.getLogger(MemoryWatch.class);
  private static final Duration EVERY = Duration.ofSeconds(2);
  private static final int FULL_PERCENT = 97;
  private static final int FULL_TIMES = 5;
  private static final int PERCENT = 100;

  private final Vertx vertx;
  private final boolean enabled;
  private final List<MemoryPoolMXBean> pools =
      ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null)
          .toList();
  private final List<GarbageCollectorMXBean> collectors =
      ManagementFactory.getGarbageCollectorMXBeans();
  private final Thread thread =
      Thread.ofPlatform().name("memory-watch").daemon().unstarted(this::watch);

  MemoryWatch(Vertx vertx, MemoryConfig config) {
    this.vertx = vertx;
    this.enabled = config.exitWhenOut();
  }

  void start(@Observes @Priority(1) StartupEvent event) {
    if (enabled) {
      MemoryOut.enable();
      catchUncaught();
      vertx.exceptionHandler(cause -> {
        MemoryOut.endIf(cause);
        LOG.error("An event loop saw an exception that nothing handled", cause);
      });
      thread.start();
    }
  }

  @PreDestroy
  void stop() {
    thread.interrupt();
  }

  /// In front of the handler that there is.
  static void catchUncaught() {
    Thread.UncaughtExceptionHandler next = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, cause) -> {
      MemoryOut.endIf(cause);
      if (next != null) {
        next.uncaughtException(thread, cause);
      }
    });
  }

  private void watch() {
    FullHeap heap = new FullHeap(FULL_TIMES);
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Thread.sleep(EVERY);
        if (heap.isOut(isFullAfterCollections(), collections())) {
          MemoryOut.end();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isFullAfterCollections() {
    long used = 0;
    for (MemoryPoolMXBean pool : pools) {
      MemoryUsage usage = pool.getCollectionUsage();
      used += usage == null ? 0 : usage.getUsed();
    }
    return used * PERCENT >= Runtime.getRuntime().maxMemory() * FULL_PERCENT;
  }

  private long collections() {
    return collectors.stream().mapToLong(GarbageCollectorMXBean::getCollectionCount).sum();
  }

  /// Tells a heap that is out from one that was full once.
  static final class FullHeap {
    private final int times;
    private int full;
    private long collectionsBefore;

    /// @param times how often in a row it has to be full
    FullHeap(int times) {
      this.times = times;
    }

    /// @param isFull what was left by the last collection
    /// @param collections how many there were: without a new one the figure is an old one
    boolean isOut(boolean isFull, long collections) {
      boolean collected = collections > collectionsBefore;
      collectionsBefore = collections;
      full = isFull && collected ? full + 1 : 0;
      return full >= times;
    }
  }
}
