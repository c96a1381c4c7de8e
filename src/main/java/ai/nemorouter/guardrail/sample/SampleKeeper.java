package ai.nemorouter.guardrail.sample;

import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.FailureText;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/// Chooses the requests of which samples are kept and stores them a moment later, so that no
/// request waits for it. Which organizations keep samples this node knows without asking the
/// database; what does not fit into the bounded queue, or cannot be stored, is dropped and counted.
@ApplicationScoped
public class SampleKeeper {
  private static final Logger LOG = Logger.getLogger(SampleKeeper.class);
  private static final int AFTER_MIGRATIONS = 20;
  private static final int BACKLOG = 200;
  private static final int BATCH = 50;
  private static final long PAUSE_MILLIS = 250;
  private static final long STOP_MILLIS = 2_000;

  private final SamplingRows sampling;
  private final SampleWriter writer;
  private final Database database;
  private final Counter lost;
  private final BlockingQueue<SampledRequest> queue = new ArrayBlockingQueue<>(BACKLOG);
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("samples").factory());
  private volatile Map<UUID, Turns> turns = Map.of();
  private volatile boolean stopping;

  SampleKeeper(
      SamplingRows sampling, SampleWriter writer, Database database, MeterRegistry registry) {
    this.sampling = sampling;
    this.writer = writer;
    this.database = database;
    this.lost =
        Counter.builder("nemorouter.guardrail.samples.lost")
            .description("Samples of requests that could not be kept")
            .register(registry);
  }

  /// Whose turn it is among the requests of an organization on this node.
  ///
  /// @param oneIn of so many requests one is kept
  private record Turns(int oneIn, boolean answers, AtomicLong requests) {
    boolean next() {
      return requests.getAndIncrement() % oneIn == 0;
    }
  }

  /// What is kept of a request.
  public enum Kept {
    NOTHING,
    REQUEST,
    REQUEST_AND_ANSWER
  }

  /// Whether the organization keeps samples and this request is one of them. To be asked once for
  /// each request.
  public Kept choose(UUID orgId) {
    Turns its = turns.get(orgId);
    if (its == null || !its.next()) {
      return Kept.NOTHING;
    }
    return its.answers() ? Kept.REQUEST_AND_ANSWER : Kept.REQUEST;
  }

  /// Takes over what a request left. It neither waits nor throws.
  public void keep(SampledRequest request) {
    if (!request.parts().isEmpty() && !queue.offer(request)) {
      lose(1);
    }
  }

  /// A request was chosen, and it or its answer could not be read.
  public void lose() {
    lose(1);
  }

  private void lose(int requests) {
    lost.increment(requests);
  }

  void start(@Observes @Priority(AFTER_MIGRATIONS) StartupEvent event) {
    look();
    thread.execute(this::run);
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    stopping = true;
    thread.shutdown();
    if (!thread.awaitTermination(STOP_MILLIS, TimeUnit.MILLISECONDS)) {
      thread.shutdownNow();
    }
  }

  void changed(@Observes SamplingChanged event) {
    look();
  }

  /// While the database is away, what is known stays.
  @Scheduled(every = "2s", concurrentExecution = ConcurrentExecution.SKIP)
  synchronized void look() {
    try {
      List<SamplingRows.Chosen> chosen = database.inInstallation(sampling::all);
      turns = renewed(turns, chosen);
    } catch (RuntimeException e) {
      LOG.debugf("Which organizations keep samples is not known cause=%s", FailureText.of(e));
    }
  }

  private static Map<UUID, Turns> renewed(
      Map<UUID, Turns> before, List<SamplingRows.Chosen> chosen) {
    Map<UUID, Turns> next = new HashMap<>();
    for (SamplingRows.Chosen one : chosen) {
      Turns known = before.get(one.orgId());
      AtomicLong requests =
          known != null && known.oneIn() == one.oneIn() ? known.requests() : new AtomicLong();
      next.put(one.orgId(), new Turns(one.oneIn(), one.answers(), requests));
    }
    return Map.copyOf(next);
  }

  private void run() {
    while (!stopping || !queue.isEmpty()) {
      try {
        SampledRequest first = queue.poll(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        if (first != null) {
          List<SampledRequest> batch = new ArrayList<>(List.of(first));
          queue.drainTo(batch, BATCH - 1);
          write(batch);
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void write(List<SampledRequest> batch) {
    batch.stream()
        .collect(Collectors.groupingBy(SampledRequest::orgId))
        .forEach((orgId, requests) -> {
          try {
            writer.write(orgId, requests);
          } catch (RuntimeException e) {
            lose(requests.size());
            // Its message could quote the text.
            LOG.warnf("Samples could not be kept cause=%s", e.getClass().getSimpleName());
          }
        });
  }
}
