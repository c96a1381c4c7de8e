package ai.nemorouter.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.gateway.GatewayWorld.Caller;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// What clients send beside the request itself, and what must pass unchanged.
@QuarkusTest
class TransportTest {
  private static final String WORD =
      "{\"id\":\"up\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"now\"},\"finish_reason\":null}]}";
  private static final String STOP =
      "{\"id\":\"up\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}";

  private final GatewayWorld world;

  TransportTest(GatewayWorld world) {
    this.world = world;
  }

  /// Rows 13 and 15: openai-js asks for JSON even where it streams, and `@openrouter/sdk` sends an
  /// empty cookie.
  @Test
  void theBodyAloneDecidesWhetherTheAnswerIsAStream() {
    String model =
        world.serve(
            "accept",
            wire -> {
              wire.beginStream();
              wire.event(WORD);
              wire.event(STOP);
              wire.event("[DONE]");
              wire.endStream();
            });
    Caller caller = world.callerWithCredit("1");

    for (String accept : new String[] {"application/json", "*/*", "text/html", ""}) {
      HttpRequest.Builder request =
          request(caller, GatewayWorld.chat(model, ",\"stream\":true")).header("cookie", "");
      if (!accept.isEmpty()) {
        request.header("accept", accept);
      }
      HttpResponse<String> response = world.send(request.build());
      assertThat(response.statusCode()).as(accept).isEqualTo(200);
      assertThat(GatewayWorld.header(response, "content-type"))
          .isEqualTo("text/event-stream; charset=utf-8");
    }
  }

  /// Rows 14 and 53.
  @Test
  void theFirstEventArrivesBeforeTheProviderIsDoneAlsoWhereTheClientTakesGzip() throws Exception {
    CountDownLatch firstRead = new CountDownLatch(1);
    String model =
        world.serve(
            "gzip",
            wire -> {
              wire.beginStream();
              wire.event(WORD);
              assertThat(firstRead.await(20, TimeUnit.SECONDS)).isTrue();
              wire.event(STOP);
              wire.event("[DONE]");
              wire.endStream();
            });
    Caller caller = world.callerWithCredit("1");

    try (Socket socket = connect()) {
      send(
          socket,
          caller,
          "accept-encoding: gzip, deflate\r\nconnection: close\r\n",
          GatewayWorld.chat(model, ",\"stream\":true"));
      BufferedReader answer =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      String line = answer.readLine();
      while (!line.contains("\"content\":\"now\"")) {
        assertThat(line.toLowerCase(java.util.Locale.ROOT)).doesNotContain("content-encoding");
        line = answer.readLine();
      }
      firstRead.countDown();
      assertThat(answer.lines()).anyMatch(rest -> rest.contains("[DONE]"));
    }
  }

  /// Row 30.
  @Test
  void aBodyOfUnknownLengthIsLimitedToo() throws IOException {
    Caller caller = world.callerWithCredit("1");
    byte[] part = "x".repeat(65_536).getBytes(UTF_8);

    try (Socket socket = connect()) {
      OutputStream output = socket.getOutputStream();
      output.write(
          ("POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer "
                  + caller.secret()
                  + "\r\ntransfer-encoding: chunked\r\n\r\n")
              .getBytes(UTF_8));
      try {
        for (int parts = 0; parts < 1_024; parts++) {
          output.write((Integer.toHexString(part.length) + "\r\n").getBytes(UTF_8));
          output.write(part);
          output.write("\r\n".getBytes(UTF_8));
        }
      } catch (IOException e) {
        // The gateway reads no more than it takes.
        assertThat(e).isNotNull();
      }
      BufferedReader answer =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      assertThat(answer.readLine()).startsWith("HTTP/1.1 413");
    }
    assertThat(world.calls(caller)).isEmpty();
  }

  /// Row 38.
  @Test
  void usageHasNoNulls() {
    String model =
        world.serve(
            "nulls",
            wire ->
                wire.json(
                    200,
                    GatewayWorld.ANSWER.formatted(
                        ",\"prompt_tokens_details\":{\"cached_tokens\":null,\"audio_tokens\":null},"
                            + "\"completion_tokens_details\":null")));

    ObjectNode answer =
        GatewayWorld.json(
            world.post(world.callerWithCredit("1").secret(), GatewayWorld.chat(model, "")));

    assertThat(answer.path("usage").findValues("cached_tokens")).noneMatch(JsonNode::isNull);
    assertThat(answer.path("usage").has("completion_tokens_details")).isFalse();
  }

  /// Row 50.
  @Test
  void everyLetterPassesUnchangedBothWays() {
    String text = "🙂 שלום \u2028 \\u0000 e\u0301 \\\" \uFEFF 日本";
    String model =
        world.serve(
            "letters",
            wire -> wire.json(200, GatewayWorld.ANSWER.formatted("").replace("日本語🙂", text)));

    HttpResponse<String> response =
        world.post(
            world.callerWithCredit("1").secret(),
            GatewayWorld.chat(model, "").replace("Say hello", text));

    String read = "Hello " + text.replace("\\u0000", "\0").replace("\\\"", "\"");
    assertThat(
            GatewayWorld.json(response)
                .path("choices")
                .path(0)
                .path("message")
                .path("content")
                .asText())
        .isEqualTo(read);
    assertThat(
            ai.nemorouter.platform.json.Json.parseObject(
                    world.upstream().received("letters").getFirst().body().getBytes(UTF_8))
                .path("messages")
                .path(0)
                .path("content")
                .asText())
        .isEqualTo(read.substring("Hello ".length()));
  }

  private static Socket connect() throws IOException {
    Socket socket = new Socket("localhost", GatewayWorld.address("/").getPort());
    socket.setSoTimeout(30_000);
    return socket;
  }

  private static void send(Socket socket, Caller caller, String headers, String body)
      throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    socket
        .getOutputStream()
        .write(
            ("POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer "
                    + caller.secret()
                    + "\r\n"
                    + headers
                    + "content-length: "
                    + bytes.length
                    + "\r\n\r\n")
                .getBytes(UTF_8));
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  private static HttpRequest.Builder request(Caller caller, String body) {
    return HttpRequest.newBuilder(GatewayWorld.address("/v1/chat/completions"))
        .header("authorization", "Bearer " + caller.secret())
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }
}
