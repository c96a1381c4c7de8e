package ai.nemorouter.guardrail.finding;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;

/// Takes what guardrails found in a request and writes it down a moment later, many requests at
/// once, so that no request waits for it. While the database is away it waits here; what no longer
/// fits is lost, counted and logged. What a node has when it stops is written first.
@ApplicationScoped
public class Findings {
  private final FindingWriter writer;
  private final FindingQueue queue;

  Findings(FindingWriter writer, FindingMetrics metrics, FindingsConfig config) {
    this.writer = writer;
    queue = new FindingQueue(writer::write, metrics, config.backlog());
  }

  void start(@Observes StartupEvent event) {
    queue.start();
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    queue.stop();
  }

  /// Takes over what came of one request. It neither waits nor throws.
  public void record(ScreenedRequest request) {
    queue.record(request);
  }

  /// Writes down at once what came of requests that were made before, and counts them in no metric
  /// of this node.
  public void write(List<ScreenedRequest> requests) {
    writer.write(requests);
  }
}
