package ai.nemorouter.gateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.gateway.GatewayWorld;
import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.key.identity.KeySecret;
import io.quarkus.test.junit.QuarkusTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What happens to a request before its body is read, and while it arrives.
@QuarkusTest
class FrontDoorTest {
  private static final int LARGE = 250_000;

  /// As many as one key may have under way.
  private static final int HALF_SENT = 16;

  private final GatewayWorld world;
  private final Bodies bodies;

  FrontDoorTest(GatewayWorld world, Bodies bodies) {
    this.world = world;
    this.bodies = bodies;
  }

  @Test
  void aRequestWithoutAKnownKeyIsRefusedBeforeAByteOfItsBodyIsThere() throws IOException {
    for (String authorization :
        List.of(
            "x: y",
            "authorization: Bearer nobody",
            "authorization: Basic abc",
            "authorization: Bearer " + KeySecret.mint().reveal())) {
      for (String path : List.of("/v1/chat/completions", "/v1/messages/count_tokens")) {
        try (Socket socket = head(path, authorization, "content-length: " + LARGE)) {
          assertThat(answer(socket)).as(authorization).startsWith("HTTP/1.1 401");
        }
      }
    }
    assertThat(bodies.taken()).isZero();
  }

  @Test
  void aKeyThatHasEndedIsRefusedInTheClientsProtocolBeforeAByteOfItsBodyIsThere() throws Exception {
    Caller caller = world.callerWithCredit("1");
    world.keys().revoke(caller.place().owner(), caller.keyId());

    try (Socket socket = head("/v1/messages", bearer(caller), "content-length: " + LARGE)) {
      String answer = whole(socket);
      assertThat(answer)
          .startsWith("HTTP/1.1 401")
          .contains("\"type\":\"error\"")
          .contains("was revoked");
    }
    await().untilAsserted(() -> assertThat(world.calls(caller)).hasSize(1));
    assertThat(world.calls(caller).getFirst())
        .containsEntry("status", "refused")
        .containsEntry("reason", "key_revoked");
  }

  @Test
  void halfSentBodiesOfOneKeyLeaveRoomForOthersAndAreForgottenWithTheirConnections()
      throws Exception {
    Caller greedy = world.callerWithCredit("1");
    String model = world.serve("room", wire -> wire.json(200, GatewayWorld.ANSWER.formatted("")));
    world.post(greedy.secret(), GatewayWorld.chat(model, ""));
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < HALF_SENT; i++) {
        Socket socket = head("/v1/chat/completions", bearer(greedy), "content-length: " + LARGE);
        socket.getOutputStream().write(new byte[LARGE - 1]);
        sockets.add(socket);
      }
      await().until(() -> bodies.taken() >= (long) HALF_SENT * (LARGE - 1));

      try (Socket third =
          head("/v1/chat/completions", bearer(greedy), "content-length: " + LARGE)) {
        assertThat(whole(third))
            .startsWith("HTTP/1.1 429")
            .contains("retry-after: 1")
            .contains("requests_too_large_together");
      }
      assertThat(
              world
                  .post(world.callerWithCredit("1").secret(), GatewayWorld.chat(model, ""))
                  .statusCode())
          .isEqualTo(200);
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
    await().until(() -> bodies.taken() == 0);
  }

  @Test
  void aBodyThatDoesNotArriveInTimeIsRefusedWith408() throws IOException {
    Caller caller = world.callerWithCredit("1");

    try (Socket socket = head("/v1/chat/completions", bearer(caller), "content-length: 1000")) {
      socket.getOutputStream().write('{');
      assertThat(whole(socket)).startsWith("HTTP/1.1 408").contains("body_too_slow");
    }
    await().until(() -> bodies.taken() == 0);
  }

  @Test
  void theMemoryOfARequestIsFreeOnceItIsAnswered() {
    String model = world.serve("free", wire -> wire.json(200, GatewayWorld.ANSWER.formatted("")));
    Caller caller = world.callerWithCredit("1");

    for (int i = 0; i < 10; i++) {
      HttpResponse<String> response =
          world.post(
              caller.secret(),
              GatewayWorld.chat(model, ",\"user\":\"" + "u".repeat(200_000) + "\""));
      assertThat(response.statusCode()).isEqualTo(200);
    }
    await().until(() -> bodies.taken() == 0);
  }

  @Test
  void anAnswerThatTakesMoreMemoryThanItsCallerHasIsNotReadToItsEnd() {
    String whole = GatewayWorld.ANSWER.formatted("");
    String model =
        world.serve("heavy", wire -> wire.json(200, whole.replace("日本語", "x".repeat(3_000_000))));
    String lighter =
        world.serve("lighter", wire -> wire.json(200, whole.replace("日本語", "x".repeat(500_000))));
    Caller caller = world.callerWithCredit("1");

    assertThat(world.post(caller.secret(), GatewayWorld.chat(model, "")).statusCode())
        .isEqualTo(502);
    assertThat(world.post(caller.secret(), GatewayWorld.chat(lighter, "")).statusCode())
        .isEqualTo(200);
    await().until(() -> bodies.taken() == 0);
    world.assertBooksBalance(caller);
  }

  @Test
  void aNumberThatCannotBeSentIsRefusedAndNothingIsBooked() {
    String model = world.serve("number", wire -> wire.json(200, GatewayWorld.ANSWER.formatted("")));
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response =
        world.post(caller.secret(), GatewayWorld.chat(model, ",\"temperature\":1e99999"));

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(GatewayWorld.json(response).path("error").path("param").asText())
        .isEqualTo("temperature");
    assertThat(world.upstream().received("number")).isEmpty();
    assertThat(world.calls(caller)).isEmpty();
    world.assertBooksBalance(caller);
  }

  @Test
  void whoHasMuchParsedForNothingHasToWait() {
    Caller caller = world.callerWithCredit("1");
    // Each takes its bytes and 100 for each of its 20,000 values.
    String body = "{\"model\":\"a/b\",\"messages\":[" + "[],".repeat(10_000) + "1]}";

    HttpResponse<String> response = world.post(caller.secret(), body);
    for (int i = 0; i < 100 && response.statusCode() != 429; i++) {
      response = world.post(caller.secret(), body);
    }

    assertThat(response.statusCode()).isEqualTo(429);
    assertThat(GatewayWorld.reason(response)).isEqualTo("unpaid_requests");
    assertThat(Integer.parseInt(GatewayWorld.header(response, "retry-after"))).isBetween(1, 60);
  }

  private static String bearer(Caller caller) {
    return "authorization: Bearer " + caller.secret();
  }

  /// Sends the head of a request alone.
  private static Socket head(String path, String... headers) throws IOException {
    Socket socket = new Socket("localhost", GatewayWorld.address("/").getPort());
    socket.setSoTimeout(30_000);
    socket
        .getOutputStream()
        .write(
            ("POST "
                    + path
                    + " HTTP/1.1\r\nhost: localhost\r\n"
                    + String.join("\r\n", headers)
                    + "\r\n\r\n")
                .getBytes(UTF_8));
    return socket;
  }

  private static String answer(Socket socket) throws IOException {
    return new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8)).readLine();
  }

  /// The answer up to the end of the connection, which is closed although a body is still due.
  private static String whole(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), UTF_8);
  }
}
