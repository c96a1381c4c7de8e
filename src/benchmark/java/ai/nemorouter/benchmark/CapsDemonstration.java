package ai.nemorouter.benchmark;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Shows that a cap holds: two nodes on one database, a key with a budget of one dollar, and a
/// thousand calls at the same moment, each of which may cost more than a cent. Prints what was let
/// through, what the provider counted, and the overspend; ends with 1 unless that is zero and both
/// agree to the nano-dollar.
public final class CapsDemonstration {
  private static final int CALLS = 1_000;
  private static final long BUDGET_NANOS = 1_000_000_000L;
  private static final String BODY =
      "{\"model\":\"local/tiny\",\"messages\":[{\"role\":\"user\",\"content\":\"Tell me a story.\"}],"
          + "\"max_tokens\":"
          + CountingProvider.MAX_TOKENS
          + "}";
  private static final Duration ANSWER_MAX = Duration.ofSeconds(60);

  private CapsDemonstration() {}

  /// @param arguments the packaged application's `quarkus-run.jar`, and the first of three ports
  public static void main(String[] arguments) throws Exception {
    Path application = Path.of(arguments[0]).toAbsolutePath();
    int port = Integer.parseInt(arguments[1]);
    Path folder = Files.createTempDirectory("nemorouter-caps-");
    Vertx vertx = Vertx.vertx();
    CountingProvider provider = CountingProvider.start(vertx, port);
    List<Gateway.Provider> settings = List.of(Gateway.Provider.local(port, "1", "10"));
    boolean held = false;
    try (Gateway first = Gateway.start(folder.resolve("first"), application, port + 1, settings)) {
      first.awaitReady();
      try (Child second =
          first.startSecond(folder.resolve("second"), application, port + 2, settings)) {
        second.awaitListening(port + 2, Duration.ofSeconds(90));
        String key = first.mintKey("1");
        Map<Integer, Integer> statuses = fire(key, List.of(port + 1, port + 2));
        CapsReport report = CapsReport.of(first.databaseUrl(), statuses, provider);
        System.out.println(report.text(CALLS, BUDGET_NANOS));
        held = report.holds(BUDGET_NANOS);
      }
    } finally {
      vertx.close();
      Rig.delete(folder);
    }
    System.exit(held ? 0 : 1);
  }

  /// All calls wait for one signal, so that they start together.
  ///
  /// @return how many were answered with each status
  private static Map<Integer, Integer> fire(String key, List<Integer> ports) throws Exception {
    CountDownLatch ready = new CountDownLatch(CALLS);
    CountDownLatch go = new CountDownLatch(1);
    List<Future<Integer>> answers = new ArrayList<>();
    try (HttpClient client = HttpClient.newHttpClient();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CALLS; i++) {
        HttpRequest request = request(key, ports.get(i % ports.size()));
        answers.add(
            threads.submit(() -> {
              ready.countDown();
              go.await();
              return status(client, request);
            }));
      }
      ready.await();
      go.countDown();
      Map<Integer, Integer> statuses = new TreeMap<>();
      for (Future<Integer> answer : answers) {
        statuses.merge(answer.get(), 1, Integer::sum);
      }
      return statuses;
    }
  }

  private static int status(HttpClient client, HttpRequest request)
      throws IOException, InterruptedException {
    return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  private static HttpRequest request(String key, int port) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/chat/completions"))
        .version(HttpClient.Version.HTTP_1_1)
        .timeout(ANSWER_MAX)
        .header("authorization", "Bearer " + key)
        .header("content-type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(BODY))
        .build();
  }
}
