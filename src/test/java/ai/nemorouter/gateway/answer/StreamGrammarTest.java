package ai.nemorouter.gateway.answer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.catalog.price.TokenUsage;
import ai.nemorouter.gateway.answer.ReceivedAnswer.News;
import ai.nemorouter.gateway.chat.ChatCompletionAnswers;
import ai.nemorouter.gateway.completions.CompletionFormat;
import ai.nemorouter.gateway.cost.Bill;
import ai.nemorouter.gateway.cost.ReportedUsage;
import ai.nemorouter.gateway.grammar.Calls;
import ai.nemorouter.gateway.grammar.Document;
import ai.nemorouter.gateway.grammar.Events;
import ai.nemorouter.gateway.grammar.Events.Cut;
import ai.nemorouter.gateway.grammar.Events.Reach;
import ai.nemorouter.gateway.grammar.Meaning;
import ai.nemorouter.gateway.grammar.Read;
import ai.nemorouter.gateway.grammar.Read.Format;
import ai.nemorouter.gateway.grammar.Shape;
import ai.nemorouter.gateway.grammar.Shape.Usage;
import ai.nemorouter.gateway.messages.MessageFormat;
import ai.nemorouter.gateway.request.ChatAnswers;
import ai.nemorouter.gateway.request.ChatRequest;
import ai.nemorouter.gateway.responses.ResponseFormat;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.json.ApiError;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.answer.Failures;
import ai.nemorouter.provider.anthropic.Anthropic;
import ai.nemorouter.provider.dialect.Dialect;
import ai.nemorouter.provider.dialect.Operation;
import ai.nemorouter.provider.gemini.Gemini;
import ai.nemorouter.provider.openai.OpenAi;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Every stream of a small grammar, from the bytes of a provider to what a client of each format
/// reads, without a server between them: heartbeats × cuts × finish reasons × usage × line ends ×
/// calls of tools. OpenRouter and Azure are read as OpenAI is, by the same class.
class StreamGrammarTest {
  private static final Map<String, Dialect> DIALECTS =
      Map.of("openai", new OpenAi(), "anthropic", new Anthropic(), "gemini", new Gemini());
  private static final int FAILURES_SHOWN = 20;
  private static final ApiError BROKE_OFF = ApiError.of(502, "upstream_error", "x", "It broke");
  private static final Pattern MADE_ID = Pattern.compile("call_[0-9a-f]{32}");

  /// Names that were made up differ each time.
  private static final Comparator<JsonNode> BUT_FOR_MADE_IDS =
      (one, other) ->
          one.equals(other)
                  || (MADE_ID.matcher(one.asText()).matches()
                      && MADE_ID.matcher(other.asText()).matches())
              ? 0
              : 1;

  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final AtomicInteger streams = new AtomicInteger();

  /// What is read of one stream.
  ///
  /// @param told in the gateway's own form
  private record Received(
      List<ObjectNode> told, List<ObjectNode> sent, @Nullable News end, StreamChunks chunks) {
    boolean isWhole() {
      return end instanceof News.Whole;
    }
  }

  /// Where a stream is cut and how it is laid out makes no difference but for the events that came
  /// whole.
  @Test
  void everyLayoutAndEveryCutSaysWhatItsWholeEventsSay() {
    ofEach(
        Shape.plain(Calls.usual()),
        (dialect, shape) -> {
          List<Received> plain = afterEachEvent(dialect, Events.of(dialect.name(), shape));
          for (Shape layout : shape.layouts()) {
            Events events = Events.of(dialect.name(), layout);
            for (Cut cut : events.cuts()) {
              Received received = receive(dialect, events.bytes(cut), cut.reset());
              String name = dialect.name() + " " + layout + " " + cut;
              check(name, events.meaning(cut.whole()), received);
              if (!areSame(plain.get(cut.whole()).told(), received.told())) {
                failures.add(name + ": other chunks: " + received.told());
              }
            }
          }
        });

    assertThat(streams.get()).isGreaterThan(100_000);
  }

  /// In every format.
  @Test
  void everyStreamIsAWholeAnswerOrAnErrorToEveryClient() {
    ofEach(
        Shape.plain(Calls.all()),
        (dialect, shape) -> {
          Events events = Events.of(dialect.name(), shape);
          List<Received> all = afterEachEvent(dialect, events);
          for (int count = 0; count < all.size(); count++) {
            String name = dialect.name() + " " + shape + " after " + count;
            check(name, events.meaning(count), all.get(count));
            if (isRead(shape)) {
              read(name, count, events, all.get(count));
            }
          }
        });

    assertThat(streams.get()).isGreaterThan(50_000);
  }

  /// Asked for as one document or as a stream.
  @Test
  void everyDocumentIsAWholeAnswerToEveryClient() {
    ofEach(
        Shape.plain(Calls.all()).stream().filter(StreamGrammarTest::isOfDocument).toList(),
        (dialect, shape) -> {
          String name = dialect.name() + " document " + shape;
          ObjectNode document = Document.of(dialect.name(), shape);
          Meaning sent = Document.meaning(shape);
          Received streamed = receive(dialect, Json.write(document).getBytes(UTF_8), false);
          check(name, sent, streamed);
          ObjectNode answer =
              Failures.normalised(dialect.answer(Operation.CHAT, document.deepCopy()));
          new Choices(request()).mend(answer);
          check(name, sent, ReportedUsage.of(answer.path("usage")));
          answer.put("id", "gen-1").put("model", "m");
          if (!isRead(shape)) {
            return;
          }
          for (Format format : Format.values()) {
            expect(
                name,
                format,
                sent,
                shape,
                () -> Read.ofWhole(format, answers(format).whole(answer.deepCopy())));
          }
          expect(
              name,
              Format.CHAT,
              sent,
              shape,
              () -> Read.of(Format.CHAT, frames(answers(Format.CHAT), streamed)));
        });
  }

  /// What a client reads before the end is the same whatever is counted.
  private static boolean isRead(Shape shape) {
    return shape.usage() == Usage.IN_LAST_CHUNK;
  }

  private static boolean isOfDocument(Shape shape) {
    return shape.usage() != Usage.IN_CHUNK_OF_ITS_OWN && shape.usage() != Usage.IN_EVERY_CHUNK;
  }

  @Test
  void whatCannotBeReadTakesNothingOfWhatStoodBeforeIt() {
    String said =
        "data: {\"choices\":[{\"delta\":{\"content\":\"Hel\"},\"finish_reason\":%s}]}\n\n";
    for (String garbled : List.of("data: {\"choices\":[\n\n", "data: [{\"choices\":[\n\n")) {
      String open = said.formatted("null") + garbled;
      String finished = said.formatted("\"stop\"") + garbled;

      Received lost = receive(new OpenAi(), open.getBytes(UTF_8), false);
      Received whole = receive(new OpenAi(), finished.getBytes(UTF_8), false);

      assertThat(lost.end()).as(garbled).isInstanceOf(News.Unreadable.class);
      assertThat(lost.sent()).hasSize(1);
      assertThat(whole.end()).as(garbled).isInstanceOf(News.Whole.class);
      assertThat(whole.sent()).hasSize(1);
    }
  }

  private void ofEach(List<Shape> shapes, BiConsumer<Dialect, Shape> action) {
    for (Dialect dialect : DIALECTS.values()) {
      shapes.parallelStream().forEach(shape -> action.accept(dialect, shape));
    }
    assertThat(failures.stream().limit(FAILURES_SHOWN))
        .as("%d of %d streams".formatted(failures.size(), streams.get()))
        .isEmpty();
  }

  private List<Received> afterEachEvent(Dialect dialect, Events events) {
    List<Received> all = new ArrayList<>();
    all.add(receive(dialect, new byte[0], false));
    for (int event = 0; event < events.count(); event++) {
      all.add(receive(dialect, events.bytes(new Cut(event, Reach.WHOLE, false)), false));
    }
    return all;
  }

  private static boolean areSame(List<ObjectNode> some, List<ObjectNode> others) {
    if (some.size() != others.size()) {
      return false;
    }
    for (int i = 0; i < some.size(); i++) {
      if (!some.get(i).equals(BUT_FOR_MADE_IDS, others.get(i))) {
        return false;
      }
    }
    return true;
  }

  /// Whether it is a success exactly if it was finished, and is counted as its provider counted.
  private void check(String name, Meaning sent, Received received) {
    if (received.isWhole() != sent.finished()) {
      failures.add(name + ": " + received.end());
    }
    check(name, sent, ReportedUsage.of(received.chunks().usage()));
  }

  private void check(String name, Meaning sent, ReportedUsage usage) {
    Optional<TokenUsage> expected =
        sent.completionTokens() < 0
            ? Optional.empty()
            : Optional.of(TokenUsage.of(Shape.PROMPT_TOKENS, sent.completionTokens()));
    if (!usage.tokens().equals(expected)) {
      failures.add(name + ": counted " + usage.tokens());
    }
  }

  private Received receive(Dialect dialect, byte[] bytes, boolean reset) {
    streams.incrementAndGet();
    StreamChunks chunks = new StreamChunks(request(), "gen-1", "m", "p");
    ReceivedAnswer received = new ReceivedAnswer(dialect, 1_000_000, chunks);
    List<ObjectNode> told = new ArrayList<>();
    List<ObjectNode> sent = new ArrayList<>();
    // In two reads, so that what follows one need not be there.
    int half = bytes.length / 2;
    received.take(Arrays.copyOfRange(bytes, 0, half));
    News end = drain(received, told, sent);
    if (end == null) {
      received.take(Arrays.copyOfRange(bytes, half, bytes.length));
      end = drain(received, told, sent);
    }
    if (end == null && reset) {
      received.breakOff();
      end = drain(received, told, sent);
    } else if (end == null) {
      received.end();
      end = drain(received, told, sent);
    }
    return new Received(told, sent, end, chunks);
  }

  private static ChatRequest request() {
    return new ChatRequest(
        Json.object(),
        "m",
        true,
        OptionalLong.empty(),
        1,
        0,
        new ChatCompletionAnswers(),
        List.of());
  }

  private static @Nullable News drain(
      ReceivedAnswer received, List<ObjectNode> told, List<ObjectNode> sent) {
    News next = received.next();
    while (next instanceof News.Piece piece) {
      if (!isPing(piece.told())) {
        told.add(piece.told());
      }
      piece.sent().ifPresent(sent::add);
      next = received.next();
    }
    return next;
  }

  private static boolean isPing(ObjectNode chunk) {
    return chunk.path("type").asText().equals("ping");
  }

  /// Reads it as a client of each format does. An error is the same however it came to it, so one
  /// format after the other reads that.
  private void read(String name, int count, Events events, Received received) {
    // A client that has got nothing yet is told by a status.
    boolean content = received.sent().stream().anyMatch(StreamChunks::hasContent);
    for (Format format : Format.values()) {
      boolean inTurn = List.of(Format.values()).indexOf(format) == count % Format.values().length;
      if (content && (received.isWhole() || inTurn)) {
        expect(
            name,
            format,
            events.meaning(count),
            events.shape(),
            () -> Read.of(format, frames(answers(format), received)));
      }
    }
  }

  private void expect(
      String name, Format format, Meaning sent, Shape shape, Supplier<Read> client) {
    try {
      String wrong = client.get().difference(sent, shape, format != Format.COMPLETIONS);
      if (!wrong.isEmpty()) {
        failures.add(name + " " + format + ": " + wrong);
      }
    } catch (AssertionError e) {
      failures.add(name + " " + format + ": " + e);
    }
  }

  private static String frames(ChatAnswers answers, Received received) {
    StringBuilder frames = new StringBuilder();
    received.sent().forEach(chunk -> frames.append(answers.chunk(chunk)));
    StreamChunks chunks = received.chunks();
    Bill bill = new Bill(TokenUsage.of(1, 1), Money.ofNanos(1), Bill.Source.ESTIMATE, false);
    return frames
        .append(
            received.isWhole()
                ? answers.end(chunks.usageChunk(bill))
                : answers.error(chunks.errorChunk(BROKE_OFF, "req"), BROKE_OFF, "req"))
        .toString();
  }

  private static ChatAnswers answers(Format format) {
    return switch (format) {
      case CHAT -> new ChatCompletionAnswers();
      case MESSAGES -> MessageFormat.answers();
      case RESPONSES -> ResponseFormat.answers();
      case COMPLETIONS -> CompletionFormat.answers();
    };
  }
}
