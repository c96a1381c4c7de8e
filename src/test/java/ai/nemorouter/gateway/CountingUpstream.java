package ai.nemorouter.gateway;

import ai.nemorouter.platform.json.Json;
import ai.nemorouter.testsupport.ScriptedUpstream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A provider that answers each call as planned and keeps its own log of what it delivered. The
/// model's name tells calls apart: each asks for one that no other call asks for.
final class CountingUpstream implements AutoCloseable {
  static final long INPUT_PRICE = 1_000;
  static final long OUTPUT_PRICE = 10_000;
  static final String PROMPT = "Hi";

  /// What the provider says the prompt has; our own count of it is the same.
  static final long PROMPT_TOKENS = 8;

  private static final String WORD = " word";

  private final ScriptedUpstream upstream = ScriptedUpstream.start();
  private final Map<String, Plan> plans = new ConcurrentHashMap<>();
  private final Map<String, Delivery> log = new ConcurrentHashMap<>();
  private final CountDownLatch gate = new CountDownLatch(1);

  CountingUpstream() {
    upstream.otherwise(this::play);
  }

  /// How the provider answers.
  enum Kind {
    WHOLE(false),
    WHOLE_WITHOUT_USAGE(false),
    STREAM(true),
    STREAM_WITHOUT_USAGE(true),
    /// Breaks off in the middle.
    BROKEN_STREAM(true),
    /// Says so much and then nothing, until the gateway hangs up.
    ENDLESS_STREAM(true),
    /// Says so much, and the rest once the test lets it.
    GATED_STREAM(true),
    /// Takes the request and hangs up.
    RESET(false),
    TOO_MANY_REQUESTS(false),
    SERVER_ERROR(false),
    OVERLOADED(true);

    private final boolean streamed;

    Kind(boolean streamed) {
      this.streamed = streamed;
    }

    boolean streamed() {
      return streamed;
    }
  }

  /// @param words of one token each
  record Plan(Kind kind, int words) {}

  /// What the provider did for one model's name.
  static final class Delivery {
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger words = new AtomicInteger();
    private volatile boolean countsTold;

    int requests() {
      return requests.get();
    }

    /// The words that were written, whether or not they arrived.
    int words() {
      return words.get();
    }

    /// Whether the gateway was told how many tokens that was.
    boolean countsTold() {
      return countsTold;
    }

    private String say(int count) {
      words.addAndGet(count);
      return WORD.repeat(count);
    }
  }

  URI baseUrl() {
    return upstream.baseUrl();
  }

  void plan(String model, Plan plan) {
    plans.put(model, plan);
  }

  Plan planOf(String model) {
    return Objects.requireNonNull(plans.get(model), model);
  }

  /// Null where no request came.
  @Nullable Delivery delivered(String model) {
    return log.get(model);
  }

  Map<String, Delivery> log() {
    return log;
  }

  /// Lets gated streams end.
  void openGate() {
    gate.countDown();
  }

  @Override
  public void close() throws IOException {
    upstream.close();
  }

  private void play(ScriptedUpstream.Wire wire) throws Exception {
    String model =
        Json.parseObject(wire.request().body().getBytes(StandardCharsets.UTF_8))
            .path("model")
            .asText();
    Delivery delivery = log.computeIfAbsent(model, _ -> new Delivery());
    delivery.requests.incrementAndGet();
    Plan plan = planOf(model);
    switch (plan.kind()) {
      case WHOLE -> wire.json(200, whole(delivery, plan.words(), true));
      case WHOLE_WITHOUT_USAGE -> wire.json(200, whole(delivery, plan.words(), false));
      case STREAM, STREAM_WITHOUT_USAGE -> {
        stream(wire, delivery, plan.words());
        finish(wire, delivery, plan.kind() == Kind.STREAM);
      }
      case BROKEN_STREAM -> {
        stream(wire, delivery, plan.words());
        wire.reset();
      }
      case GATED_STREAM -> {
        stream(wire, delivery, plan.words());
        gate.await();
        finish(wire, delivery, true);
      }
      case ENDLESS_STREAM -> {
        stream(wire, delivery, plan.words());
        wire.waitForHangUp();
      }
      case RESET -> wire.reset();
      case TOO_MANY_REQUESTS -> wire.json(429, error("rate_limit_exceeded"), "retry-after: 7");
      case SERVER_ERROR -> wire.json(500, error("server_error"));
      case OVERLOADED -> wire.json(503, error("overloaded"));
    }
  }

  private static String error(String code) {
    return "{\"error\":{\"message\":\"No\",\"code\":\"" + code + "\"}}";
  }

  private static String whole(Delivery delivery, int words, boolean withUsage) {
    String answer =
        "{\"id\":\"u\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""
            + delivery.say(words)
            + "\"},\"finish_reason\":\"stop\"}]"
            + (withUsage ? "," + usage(words) : "")
            + "}";
    delivery.countsTold = withUsage;
    return answer;
  }

  private static String usage(int words) {
    return "\"usage\":{\"prompt_tokens\":%d,\"completion_tokens\":%d}"
        .formatted(PROMPT_TOKENS, words);
  }

  private static void stream(ScriptedUpstream.Wire wire, Delivery delivery, int words)
      throws IOException {
    wire.beginStream();
    for (int i = 0; i < words; i++) {
      wire.event(
          "{\"id\":\"u\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
              + delivery.say(1)
              + "\"},\"finish_reason\":null}]}");
    }
  }

  private static void finish(ScriptedUpstream.Wire wire, Delivery delivery, boolean withUsage)
      throws IOException {
    wire.event(
        "{\"id\":\"u\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}");
    if (withUsage) {
      delivery.countsTold = true;
      wire.event("{\"id\":\"u\",\"choices\":[]," + usage(delivery.words()) + "}");
    }
    wire.event("[DONE]");
    wire.endStream();
  }
}
