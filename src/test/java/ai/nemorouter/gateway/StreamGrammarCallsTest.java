package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.gateway.grammar.Calls;
import ai.nemorouter.gateway.grammar.Events;
import ai.nemorouter.gateway.grammar.Events.Cut;
import ai.nemorouter.gateway.grammar.Meaning;
import ai.nemorouter.gateway.grammar.Read;
import ai.nemorouter.gateway.grammar.Read.Format;
import ai.nemorouter.gateway.grammar.Shape;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A sample of the grammar's streams over real connections, for each pair of format and dialect,
/// with what is booked for each. `StreamGrammarTest` reads them all.
@QuarkusTest
class StreamGrammarCallsTest {
  private static final long SEED = 16;
  private static final int OF_EACH_PAIR = 15;

  /// By the dialect's name: where its provider answers.
  private static final Map<String, String> PATHS =
      Map.of(
          "openai", "/v1", "anthropic", "/v1", "gemini", "/v1", "azure", "", "openrouter", "/v1");

  private static final String TOOLS =
      ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"look\",\"parameters\":{\"type\":\"object\"}}}]";

  /// Millionths of a dollar for a token.
  private static final long INPUT_RATE = 3;

  private static final long OUTPUT_RATE = 15;

  private final GatewayWorld world;
  private final DialectWorld dialects;
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();

  StreamGrammarCallsTest(GatewayWorld world, DialectWorld dialects) {
    this.world = world;
    this.dialects = dialects;
  }

  /// One stream that a client asks for.
  private record Sample(String name, Events events, Cut cut) {
    Meaning sent() {
      return events.meaning(cut.whole());
    }
  }

  /// Rows 62 and 63.
  @Test
  @Timeout(value = 120, unit = TimeUnit.SECONDS)
  void everyStreamIsAnsweredAndBookedAsItsMeaningSays() {
    try (ExecutorService pairs = Executors.newVirtualThreadPerTaskExecutor()) {
      for (String dialect : PATHS.keySet().stream().sorted().toList()) {
        for (Format format : Format.values()) {
          pairs.execute(() -> runAll(dialect, format));
        }
      }
    }

    assertThat(failures).isEmpty();
  }

  private void runAll(String dialect, Format format) {
    Caller caller = world.callerWithCredit("10");
    List<Sample> samples = samples(dialect, format);
    try {
      for (Sample sample : samples) {
        String wrong = ask(caller, dialect, format, sample);
        if (!wrong.isEmpty()) {
          failures.add(sample + ": " + wrong);
        }
      }
      await().until(() -> world.calls(caller).size() == samples.size());
      List<Map<String, Object>> booked = world.calls(caller);
      for (int i = 0; i < samples.size(); i++) {
        String wrong = difference(samples.get(i), booked.get(i));
        if (!wrong.isEmpty()) {
          failures.add(samples.get(i) + ": " + wrong + ": " + booked.get(i));
        }
      }
      world.assertBooksBalance(caller);
    } catch (RuntimeException | AssertionError e) {
      failures.add(dialect + " " + format + ": " + e);
    }
  }

  private static List<Sample> samples(String dialect, Format format) {
    Random random =
        new Random(SEED + 31L * dialect.hashCode() + List.of(Format.values()).indexOf(format));
    List<Calls> calls = format == Format.COMPLETIONS ? List.of(Calls.NONE) : Calls.all();
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < OF_EACH_PAIR; i++) {
      Calls some = calls.get(random.nextInt(calls.size()));
      List<Shape> shapes =
          Shape.plain(List.of(some)).stream().flatMap(shape -> shape.layouts().stream()).toList();
      Events events = Events.of(dialect, shapes.get(random.nextInt(shapes.size())));
      List<Cut> cuts = events.cuts();
      // Half of them come to their end.
      int at =
          random.nextBoolean() ? cuts.size() - 1 - random.nextInt(4) : random.nextInt(cuts.size());
      String name = "grammar-" + dialect + "-" + format.word() + "-" + i;
      samples.add(new Sample(name, events, cuts.get(at)));
    }
    return samples;
  }

  private String ask(Caller caller, String dialect, Format format, Sample sample) {
    byte[] bytes = sample.events().bytes(sample.cut());
    String model =
        dialects.serve(
            dialect,
            sample.name(),
            PATHS.getOrDefault(dialect, "/v1"),
            wire -> {
              wire.beginStream();
              if (bytes.length > 0) {
                wire.bytes(bytes);
              }
              if (sample.cut().reset()) {
                wire.reset();
              } else {
                wire.endStream();
              }
            });
    HttpResponse<String> response = world.post(path(format), caller.secret(), body(format, model));
    if (response.statusCode() != 200) {
      return sample.sent().finished() ? "answered " + response.statusCode() : "";
    }
    return Read.of(format, withoutSignsOfLife(response.body()))
        .difference(sample.sent(), sample.events().shape(), format != Format.COMPLETIONS);
  }

  private static String withoutSignsOfLife(String stream) {
    return stream.replaceAll("(?m)^: .*\n\n", "").replaceAll("event: ping\ndata: .*\n\n", "");
  }

  private static String path(Format format) {
    return switch (format) {
      case CHAT -> "/v1/chat/completions";
      case MESSAGES -> "/v1/messages";
      case RESPONSES -> "/v1/responses";
      case COMPLETIONS -> "/v1/completions";
    };
  }

  private static String body(Format format, String model) {
    String head = "{\"stream\":true,\"model\":\"" + model + "\"";
    String turn = ",\"messages\":[{\"role\":\"user\",\"content\":\"Say hello\"}]";
    return switch (format) {
      case CHAT -> head + turn + TOOLS + "}";
      case MESSAGES ->
          head
              + ",\"max_tokens\":2000"
              + turn
              + ",\"tools\":[{\"name\":\"look\",\"input_schema\":{\"type\":\"object\"}}]}";
      case RESPONSES ->
          head
              + ",\"input\":\"Say hello\",\"tools\":[{\"type\":\"function\",\"name\":\"look\",\"parameters\":{\"type\":\"object\"}}]}";
      case COMPLETIONS -> head + ",\"prompt\":\"Say hello\"}";
    };
  }

  /// What of the record is not what the stream means; empty if all is.
  private static String difference(Sample sample, Map<String, Object> call) {
    Meaning sent = sample.sent();
    long prompt = number(call.get("prompt_tokens"));
    long completion = number(call.get("completion_tokens"));
    if (!(sent.finished() ? "ok" : "failed").equals(call.get("status"))) {
      return "another status";
    }
    if (number(call.get("cost")) != 1_000 * (prompt * INPUT_RATE + completion * OUTPUT_RATE)) {
      return "another cost";
    }
    if (sent.completionTokens() >= 0) {
      boolean told = prompt == Shape.PROMPT_TOKENS && completion == sent.completionTokens();
      return told && "catalog".equals(call.get("cost_source")) ? "" : "not what was counted";
    }
    if (!"estimate".equals(call.get("cost_source"))) {
      return "no estimate";
    }
    if (sent.promptCounted() != (prompt == Shape.PROMPT_TOKENS)) {
      return "another prompt";
    }
    boolean said = !sent.text().isEmpty();
    return said == completion > 0 && completion < 60 ? "" : "another count";
  }

  private static long number(@Nullable Object count) {
    return count instanceof Number number ? number.longValue() : -1;
  }
}
