package ai.nemorouter.gateway.answer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.gateway.GatewayWorld;
import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.testsupport.ScriptedUpstream.Wire;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Streams: what every client can parse, and every way in which a stream can break.
@QuarkusTest
class StreamedAnswerTest {
  private static final String ROLE =
      "{\"id\":\"up-1\",\"system_fingerprint\":null,\"usage\":null,\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}";
  private static final String WORD =
      "{\"id\":\"up-1\",\"system_fingerprint\":null,\"usage\":null,\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s\"},\"logprobs\":null,\"finish_reason\":null}]}";
  private static final String STOP =
      "{\"id\":\"up-1\",\"usage\":null,\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}";

  private final GatewayWorld world;

  StreamedAnswerTest(GatewayWorld world) {
    this.world = world;
  }

  /// Rows 52, 53, 54, 55, 56, 57 and 59.
  @Test
  void aStreamIsNormalisedEndsWithItsCostAndIsBookedExactly() {
    String model =
        world.serve(
            "normalised",
            wire ->
                say(
                    wire,
                    "{\"id\":\"up-1\",\"choices\":[],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":4,\"cost\":0.0012}}",
                    "Hello ",
                    "日本語🙂"));
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response = stream(caller, model);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type"))
        .contains("text/event-stream; charset=utf-8");
    assertThat(response.headers().firstValue("x-nemo-cost-status")).contains("pending");
    List<String> data = data(response);
    assertThat(data.getLast()).isEqualTo("[DONE]");
    List<ObjectNode> chunks = chunks(data);
    assertThat(chunks)
        .extracting(chunk -> chunk.path("id").asText())
        .containsOnly(chunks.getFirst().path("id").asText());
    assertThat(chunks.getFirst().path("choices").path(0).path("delta").path("role").asText())
        .isEqualTo("assistant");
    assertThat(content(chunks)).isEqualTo("Hello 日本語🙂");
    assertThat(chunks).filteredOn(chunk -> chunk.has("usage")).hasSize(1);
    assertThat(chunks).noneMatch(chunk -> chunk.has("system_fingerprint"));
    ObjectNode last = chunks.getLast();
    assertThat(last.path("choices").isEmpty()).isTrue();
    assertThat(last.path("usage").path("cost").decimalValue()).isEqualByComparingTo("0.0012");
    assertThat(world.settledCall(caller))
        .containsEntry("status", "ok")
        .containsEntry("cost", 1_200_000L)
        .containsEntry("cost_source", "provider");
    assertThat(world.upstream().received("normalised").getFirst().body())
        .contains("\"include_usage\":true");
    world.assertBooksBalance(caller);
  }

  /// Row 60.
  @Test
  void charactersSplitBetweenReadsStayWhole() {
    String model =
        world.serve(
            "split",
            wire -> {
              wire.beginStream();
              String events =
                  "data: "
                      + ROLE
                      + "\r\n\r\ndata:"
                      + WORD.formatted("日本語🙂")
                      + "\n\n: comment\n\ndata: "
                      + STOP
                      + "\n\n";
              for (byte next : events.getBytes(UTF_8)) {
                wire.bytes(new byte[] {next});
              }
              wire.event("[DONE]");
              wire.endStream();
            });
    Caller caller = world.callerWithCredit("1");

    assertThat(content(chunks(data(stream(caller, model))))).isEqualTo("日本語🙂");
  }

  /// Row 66.
  @Test
  void aProviderThatRefusesBeforeTheFirstByteGivesARealStatus() {
    String model =
        world.serve(
            "stream-429",
            wire -> wire.json(429, "{\"error\":{\"message\":\"slow\"}}", "retry-after: 20"));
    String early =
        world.serve(
            "stream-early-error",
            wire -> {
              wire.beginStream();
              wire.event("{\"error\":{\"message\":\"overloaded\",\"code\":503}}");
              wire.endStream();
            });
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> limited = stream(caller, model);
    HttpResponse<String> overloaded = stream(caller, early);

    assertThat(limited.statusCode()).isEqualTo(429);
    assertThat(limited.headers().firstValue("retry-after")).contains("20");
    assertThat(overloaded.statusCode()).isEqualTo(503);
    assertThat(GatewayWorld.json(overloaded).path("error").path("code").asInt()).isEqualTo(503);
  }

  /// Rows 62, 63, 64 and 65.
  @Test
  void everyBreakAfterTheFirstByteBecomesAnErrorFrameAndThePartIsBilled() {
    assertBreaks("reset", wire -> begin(wire).reset(), 502);
    assertBreaks("clean-eof", wire -> begin(wire).endStream(), 502);
    assertBreaks("garbage", wire -> begin(wire).event("{not json"), 502);
    assertBreaks(
        "error-frame",
        wire ->
            begin(wire)
                .event(
                    "{\"error\":{\"message\":\"boom\",\"code\":\"server_error\"},\"choices\":[]}"),
        502);
    assertBreaks("stall", wire -> begin(wire).waitForHangUp(), 504);
  }

  private void assertBreaks(
      String name, ai.nemorouter.testsupport.ScriptedUpstream.Script script, int code) {
    String model = world.serve("break-" + name, script);
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response = stream(caller, model);

    assertThat(response.statusCode()).isEqualTo(200);
    List<String> data = data(response);
    assertThat(data.getLast()).as(name).isEqualTo("[DONE]");
    ObjectNode last = chunks(data).getLast();
    assertThat(last.path("error").path("code").isInt()).isTrue();
    assertThat(last.path("error").path("code").asInt()).as(name).isEqualTo(code);
    assertThat(last.path("choices").path(0).path("finish_reason").asText()).isEqualTo("error");
    Map<String, Object> call = world.settledCall(caller);
    assertThat(call).containsEntry("status", "failed").containsEntry("cost_source", "estimate");
    assertThat((Long) call.get("completion_tokens")).isPositive();
    assertThat((Long) call.get("cost")).isPositive();
    world.assertBooksBalance(caller);
  }

  /// Row 68.
  @Test
  void aProviderThatTalksOnAfterAHangUpIsStoppedAndWhatWasHeldIsPaid() throws IOException {
    String model =
        world.serve(
            "endless",
            wire -> {
              begin(wire);
              while (true) {
                wire.event(WORD.formatted("more "));
                Thread.sleep(Duration.ofMillis(5));
              }
            });
    Caller caller = world.callerWithCredit("1");
    int before = world.upstream().hungUp();

    try (Socket socket = ask(caller, model)) {
      socket.getInputStream().readNBytes(3_000);
    }

    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() -> assertThat(world.upstream().hungUp()).isGreaterThan(before));
    Map<String, Object> call = world.settledCall(caller);
    assertThat(call).containsEntry("status", "cancelled").containsEntry("cost_source", "estimate");
    assertThat(call.get("cost")).isEqualTo(call.get("held"));
    world.assertBooksBalance(caller);
  }

  @Test
  void aSlowReaderHoldsUpItsProviderAndHangingUpStillStopsIt() throws IOException {
    AtomicLong sent = new AtomicLong();
    String block = "x".repeat(20_000);
    String model =
        world.serve(
            "flood",
            wire -> {
              begin(wire);
              while (true) {
                wire.event(WORD.formatted(block));
                sent.addAndGet(block.length());
              }
            });
    Caller caller = world.callerWithCredit("10");
    int before = world.upstream().hungUp();

    try (Socket socket = ask(caller, model)) {
      socket.getInputStream().readNBytes(3_000);
      // Once the client stops reading, the provider gets no further than the buffers on the way
      // allow.
      AtomicLong seen = new AtomicLong();
      await()
          .pollInterval(Duration.ofMillis(300))
          .until(() -> seen.getAndSet(sent.get()) == sent.get() && sent.get() > 0);
    }

    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() -> assertThat(world.upstream().hungUp()).isGreaterThan(before));
    assertThat(world.settledCall(caller)).containsEntry("status", "cancelled");
    world.assertBooksBalance(caller);
  }

  /// Row 58.
  @Test
  void aWaitingStreamSendsCommentsSoThatNobodyTakesItForDead() {
    String model =
        world.serve(
            "pause",
            wire -> {
              wire.beginStream();
              Thread.sleep(Duration.ofMillis(900));
              wire.event(ROLE);
              wire.event(STOP);
              wire.event("[DONE]");
              wire.endStream();
            });
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response = stream(caller, model);

    assertThat(response.body()).startsWith(": PROCESSING\n\n");
    assertThat(data(response).getLast()).isEqualTo("[DONE]");
  }

  /// Rows 66 and 82.
  @Test
  void aProviderThatIsDownGivesARealStatusToAStreamToo() {
    String model =
        world.offer("stream-down", URI.create("http://127.0.0.1:9/v1"), GatewayWorld.RATES);

    assertThat(stream(world.callerWithCredit("1"), model).statusCode()).isEqualTo(502);
  }

  /// A connection of its own that has just asked for a stream.
  private static Socket ask(Caller caller, String model) throws IOException {
    Socket socket = new Socket("localhost", GatewayWorld.address("/").getPort());
    String body = GatewayWorld.chat(model, ",\"stream\":true");
    socket
        .getOutputStream()
        .write(
            ("POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer "
                    + caller.secret()
                    + "\r\ncontent-length: "
                    + body.length()
                    + "\r\n\r\n"
                    + body)
                .getBytes(UTF_8));
    return socket;
  }

  private HttpResponse<String> stream(Caller caller, String model) {
    return world.post(caller.secret(), GatewayWorld.chat(model, ",\"stream\":true"));
  }

  private static Wire begin(Wire wire) throws IOException {
    wire.beginStream();
    wire.event(ROLE);
    wire.event(WORD.formatted("Some words "));
    return wire;
  }

  private static void say(Wire wire, String usage, String... words) throws IOException {
    wire.beginStream();
    wire.event(ROLE);
    for (String word : words) {
      wire.event(WORD.formatted(word));
    }
    wire.event(STOP);
    wire.event(usage);
    wire.event("[DONE]");
    wire.endStream();
  }

  private static List<String> data(HttpResponse<String> response) {
    return Arrays.stream(response.body().split("\n\n", -1))
        .filter(frame -> frame.startsWith("data: "))
        .map(frame -> frame.substring(6))
        .toList();
  }

  private static List<ObjectNode> chunks(List<String> data) {
    return data.stream()
        .filter(frame -> !frame.equals("[DONE]"))
        .map(frame -> Json.parseObject(frame.getBytes(UTF_8)))
        .toList();
  }

  private static String content(List<ObjectNode> chunks) {
    StringBuilder content = new StringBuilder();
    chunks.forEach(chunk ->
        content.append(chunk.path("choices").path(0).path("delta").path("content").asText("")));
    return content.toString();
  }
}
