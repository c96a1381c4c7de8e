package ai.nemorouter.gateway;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Calls at a steady rate, whatever becomes of the calls before, and measures each from the moment
/// at which it was due.
final class SteadyCaller implements AutoCloseable {
  private static final Duration EVERY = Duration.ofMillis(50);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String BODY =
      "{\"model\":\"shared/good\",\"max_tokens\":10,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

  private final URI address;
  private final String key;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

  /// @param problems what was answered instead of 200, and how often
  record Figures(int calls, int failed, Duration p50, Duration p99, Map<String, Integer> problems) {
    @Override
    public String toString() {
      return "%d calls, %d failed %s, p50 %d ms, p99 %d ms"
          .formatted(calls, failed, problems, p50.toMillis(), p99.toMillis());
    }
  }

  SteadyCaller(URI address, String key) {
    this.address = address;
    this.key = key;
  }

  /// Returns once all calls that were begun in that time are answered.
  Figures callFor(Duration time) throws Exception {
    int count = (int) time.dividedBy(EVERY);
    List<CompletableFuture<Long>> calls = new ArrayList<>();
    Map<String, Integer> problems = new ConcurrentSkipListMap<>();
    for (int i = 0; i < count; i++) {
      CompletableFuture<Long> call = new CompletableFuture<>();
      calls.add(call);
      var _ = clock.schedule(() -> call(call, problems), EVERY.toNanos() * i, TimeUnit.NANOSECONDS);
    }
    List<Long> nanos = new ArrayList<>();
    for (CompletableFuture<Long> call : calls) {
      nanos.add(call.get());
    }
    nanos.sort(null);
    return new Figures(
        count,
        problems.values().stream().mapToInt(Integer::intValue).sum(),
        Duration.ofNanos(nanos.get(count / 2)),
        Duration.ofNanos(nanos.get(count * 99 / 100)),
        new TreeMap<>(problems));
  }

  private void call(CompletableFuture<Long> call, Map<String, Integer> problems) {
    long due = System.nanoTime();
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(PATIENCE)
            .header("authorization", "Bearer " + key)
            .POST(HttpRequest.BodyPublishers.ofString(BODY))
            .build();
    var _ =
        client
            .sendAsync(request, HttpResponse.BodyHandlers.ofString())
            .whenComplete((response, failure) -> {
              if (failure != null) {
                problems.merge(failure.getClass().getSimpleName(), 1, Integer::sum);
              } else if (response.statusCode() != 200) {
                problems.merge(
                    response.statusCode() + " " + GatewayWorld.reason(response), 1, Integer::sum);
              }
              call.complete(System.nanoTime() - due);
            });
  }

  @Override
  public void close() {
    clock.shutdownNow();
    client.shutdownNow();
  }
}
