package ai.nemorouter.benchmark;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/// A provider that answers after a moment with a seeded number of tokens, and keeps a log of its
/// own of what it served: the second book that the gateway's is compared with.
final class CountingProvider {
  static final int MAX_TOKENS = 1_000;

  private static final int PROMPT_TOKENS = 12;
  private static final long THINKING_MS = 150;
  private static final long SEED = 1;
  private final Vertx vertx;
  private final Random random = new Random(SEED);
  private final AtomicInteger requests = new AtomicInteger();
  private final Map<String, Integer> outputTokens = new ConcurrentHashMap<>();

  private CountingProvider(Vertx vertx) {
    this.vertx = vertx;
  }

  static CountingProvider start(Vertx vertx, int port)
      throws ExecutionException, InterruptedException {
    CountingProvider provider = new CountingProvider(vertx);
    vertx
        .createHttpServer()
        .requestHandler(provider::answer)
        .listen(port, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .get();
    return provider;
  }

  private void answer(HttpServerRequest request) {
    int tokens = MAX_TOKENS / 4 + random.nextInt(MAX_TOKENS * 3 / 4 + 1);
    String id = "served-" + requests.incrementAndGet();
    outputTokens.put(id, tokens);
    String body =
        """
        {"id":"%s","object":"chat.completion","created":1760000000,"model":"tiny",\
        "choices":[{"index":0,"message":{"role":"assistant","content":"Once upon a time."},\
        "finish_reason":"stop"}],\
        "usage":{"prompt_tokens":%d,"completion_tokens":%d,"total_tokens":%d}}\
        """
            .formatted(id, PROMPT_TOKENS, tokens, PROMPT_TOKENS + tokens);
    vertx.setTimer(
        THINKING_MS,
        _ -> request.response().putHeader("content-type", "application/json").end(body));
  }

  int requests() {
    return requests.get();
  }

  /// What each served request costs at $1 and $10 per million tokens of input and output, by the id
  /// of its answer, in nano-US-dollars.
  Map<String, Long> bill() {
    Map<String, Long> bill = new ConcurrentHashMap<>();
    outputTokens.forEach((id, tokens) -> bill.put(id, PROMPT_TOKENS * 1_000L + tokens * 10_000L));
    return bill;
  }
}
