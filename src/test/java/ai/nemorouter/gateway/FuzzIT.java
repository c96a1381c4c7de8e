package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.gateway.fuzz.FuzzedRequest;
import ai.nemorouter.gateway.fuzz.Fuzzer;
import ai.nemorouter.testsupport.ApplicationProcess;
import ai.nemorouter.testsupport.BooksCheck;
import ai.nemorouter.testsupport.ScriptedUpstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Thousands of requests that no client would send, to every endpoint of the gateway and of the
/// management API of a node with a small heap. They come from a seed, which is printed;
/// `-Dnemorouter.seed=` sends them again, `-Dnemorouter.fuzz.requests=` sends more.
class FuzzIT {
  private static final long SEED = Long.getLong("nemorouter.seed", 20_261_128);
  private static final int REQUESTS = Integer.getInteger("nemorouter.fuzz.requests", 4_000);
  private static final int AT_ONCE = 16;

  /// What may be used after as many requests again, in bytes: code, caches and metrics settle.
  private static final long HEAP_GROWTH_MOST = 12_000_000;

  @TempDir private Path folder;

  @Test
  void noRequestIsAnswered500OrHangsOrLeavesAHoldAndMemoryStaysFlat() throws Exception {
    System.out.println("FuzzIT -Dnemorouter.seed=" + SEED);
    try (Fleet fleet = new Fleet(folder);
        ScriptedUpstream upstream = ScriptedUpstream.start()) {
      upstream.otherwise(FuzzIT::answer);
      ApplicationProcess node =
          fleet.startNode(
              fleet.postgres().port(),
              Map.of(
                  "NEMOROUTER_PROVIDERS_OPENAI_BASE_URL",
                  upstream.baseUrl().toString(),
                  "NEMOROUTER_PROVIDERS_OPENAI_MODELS",
                  Fuzzer.MODELS,
                  "NEMOROUTER_PROVIDERS_COHERE_BASE_URL",
                  upstream.baseUrl().toString(),
                  "NEMOROUTER_PROVIDERS_COHERE_MODELS",
                  "rerank-v3.5"));
      Fuzzer fuzzer = new Fuzzer(SEED, fleet.mintKey(node), Fleet.MANAGEMENT_KEY);

      List<String> wrong = new ArrayList<>(send(node, fuzzer, REQUESTS / 2));
      long before = node.heapAfterCollection();
      wrong.addAll(send(node, fuzzer, REQUESTS / 2));
      long after = node.heapAfterCollection();

      assertThat(wrong).isEmpty();
      assertThat(after - before).as("growth of the heap").isLessThan(HEAP_GROWTH_MOST);
      assertThat(fleet.isLive(node)).isTrue();
      assertThat(Files.readString(folder.resolve("node-0.log"))).doesNotContain("\n\tat ");
      assertThat(fleet.number("select count(*) from calls where status = 'ok'"))
          .as("requests that were good enough for an answer")
          .isGreaterThan(REQUESTS / 50);
      await()
          .atMost(Fleet.PATIENCE)
          .untilAsserted(() -> {
            try (Connection connection = fleet.postgres().connect()) {
              BooksCheck.assertClean(connection);
            }
          });
    }
  }

  private static Queue<String> send(ApplicationProcess node, Fuzzer fuzzer, int requests)
      throws Exception {
    Queue<String> wrong = new ConcurrentLinkedQueue<>();
    Semaphore places = new Semaphore(AT_ONCE);
    List<Future<?>> sent = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < requests; i++) {
        FuzzedRequest request = fuzzer.next();
        places.acquire();
        sent.add(
            threads.submit(() -> {
              try {
                String problem = problem(request, request.sendTo(node.port()));
                if (!problem.isEmpty()) {
                  wrong.add(problem + ": " + request);
                }
              } catch (IOException e) {
                wrong.add(e + ": " + request);
              } finally {
                places.release();
              }
            }));
      }
    }
    for (Future<?> one : sent) {
      assertThat(one.state()).isEqualTo(Future.State.SUCCESS);
    }
    return wrong;
  }

  /// Empty if the answer is one that a client can live with.
  private static String problem(FuzzedRequest request, FuzzedRequest.Answer answer) {
    if (answer.status() == 500 || answer.status() == 501) {
      return answer.status() + " " + answer.body();
    }
    if (answer.body().contains("Exception") || answer.body().contains("\tat ")) {
      return "an inside view: " + answer.body();
    }
    boolean refused = answer.status() >= 400 && !answer.body().isEmpty();
    if (refused && request.target().startsWith("/v1/") && !answer.body().contains("\"error\"")) {
      return "a refusal in no protocol: " + answer.status() + " " + answer.body();
    }
    return "";
  }

  /// An answer to whatever was asked.
  private static void answer(ScriptedUpstream.Wire wire) throws IOException {
    String path = wire.request().path();
    String usage = ",\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2,\"total_tokens\":7}}";
    if (path.contains("/embeddings")) {
      wire.json(200, "{\"data\":[{\"index\":0,\"embedding\":[0.5]}]" + usage);
    } else if (path.contains("/images")) {
      wire.json(200, "{\"created\":1,\"data\":[{\"b64_json\":\"AAAA\"}]" + usage);
    } else if (path.contains("/moderations")) {
      wire.json(200, "{\"id\":\"m\",\"results\":[{\"flagged\":false}]}");
    } else if (path.contains("/rerank")) {
      wire.json(200, "{\"results\":[{\"index\":0,\"relevance_score\":0.5}]}");
    } else if (path.contains("/audio/speech")) {
      wire.answer(200, "audio/mpeg", new byte[100]);
    } else if (wire.request().body().contains("\"stream\":true")) {
      wire.beginStream();
      wire.event("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hello\"}}]}");
      wire.event("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]" + usage);
      wire.event("[DONE]");
      wire.endStream();
    } else {
      wire.json(
          200,
          "{\"id\":\"x\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hello\"},\"finish_reason\":\"stop\"}]"
              + usage);
    }
  }
}
