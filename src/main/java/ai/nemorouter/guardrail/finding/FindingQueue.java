package ai.nemorouter.guardrail.finding;

import ai.nemorouter.platform.database.Database;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/// What guardrails found in requests, on its way to the database: bounded, written many at once,
/// tried again while the database is away.
final class FindingQueue {
  private static final Logger LOG = Logger.getLogger(FindingQueue.class);
  private static final int BATCH = 200;
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(8);

  private final Consumer<List<ScreenedRequest>> writer;
  private final FindingMetrics metrics;
  private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
  private final Semaphore room;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("findings").factory());
  private volatile boolean stopping;

  FindingQueue(Consumer<List<ScreenedRequest>> writer, FindingMetrics metrics, int backlog) {
    this.writer = writer;
    this.metrics = metrics;
    this.room = new Semaphore(backlog);
    metrics.watchBacklog(queue::size);
  }

  /// @param weight what it takes of the room
  private record Waiting(ScreenedRequest request, int weight) {}

  void start() {
    thread.execute(this::run);
  }

  /// Writes what is there before the node goes.
  void stop() throws InterruptedException {
    stopping = true;
    thread.shutdown();
    if (!thread.awaitTermination(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      thread.shutdownNow();
    }
    List<Waiting> left = new ArrayList<>();
    queue.drainTo(left);
    if (!left.isEmpty()) {
      lose(left.size(), "the node stops and they could not be written");
    }
  }

  /// Takes over what came of one request. It neither waits nor throws.
  void record(ScreenedRequest request) {
    metrics.count(request);
    int weight = weight(request);
    if (!room.tryAcquire(weight)) {
      lose(1, "more of them come than can be written");
      return;
    }
    queue.add(new Waiting(request, weight));
  }

  private static int weight(ScreenedRequest request) {
    return request.rules().stream()
        .mapToInt(rule -> 1 + Math.min(rule.findings().size(), FindingJson.FINDINGS_MAX))
        .reduce(1, Integer::sum);
  }

  private void lose(int requests, String reason) {
    if (metrics.lost(requests)) {
      LOG.errorf("Findings of guardrails are lost: %s requests=%d", reason, requests);
    }
  }

  private void run() {
    while (!stopping || !queue.isEmpty()) {
      try {
        List<Waiting> batch = next();
        if (!batch.isEmpty()) {
          write(batch);
          batch.forEach(waiting -> room.release(waiting.weight()));
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private List<Waiting> next() throws InterruptedException {
    List<Waiting> batch = new ArrayList<>();
    Waiting first = queue.poll(PAUSE.toMillis() / 4, TimeUnit.MILLISECONDS);
    if (first != null) {
      batch.add(first);
      queue.drainTo(batch, BATCH - 1);
    }
    return batch;
  }

  /// Until it is written or the database has refused it for what it is.
  private void write(List<Waiting> batch) throws InterruptedException {
    while (true) {
      try {
        writer.accept(batch.stream().map(Waiting::request).toList());
        return;
      } catch (RuntimeException e) {
        if (Database.isUnavailable(e)) {
          Thread.sleep(PAUSE);
        } else {
          writeOneByOne(batch, e);
          return;
        }
      }
    }
  }

  private void writeOneByOne(List<Waiting> batch, RuntimeException cause)
      throws InterruptedException {
    if (batch.size() == 1) {
      metrics.lost(1);
      LOG.errorf(cause, "The database refuses what guardrails found request=%s", requestId(batch));
      return;
    }
    for (Waiting waiting : batch) {
      write(List.of(waiting));
    }
  }

  private static Object requestId(List<Waiting> batch) {
    return batch.getFirst().request().requestId();
  }
}
