package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.testsupport.LogFile;
import ai.nemorouter.testsupport.Visitor;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A caller who can only send something cannot write a line of the log, nor read in it what others
/// sent.
@QuarkusTest
class LogForgeryTest {
  private static final String FORGED =
      "2026-11-28 17:15:00,000 INFO  [ai.nemorouter.account.Accounts] (main) FORGED";
  private static final List<String> LINE_ENDS =
      List.of("\n", "\r\n", "\u0085", "\u2028", "\u001b[1E");

  private final GatewayWorld world;

  LogForgeryTest(GatewayWorld world) {
    this.world = world;
  }

  @Test
  void whatComesInNeverBeginsALineOfTheLog() throws IOException {
    LogFile log = LogFile.fromNow();
    for (String end : LINE_ENDS) {
      String text = "x" + end + FORGED;
      Visitor.signIn(text + "@example.com", text, text);
      Visitor.browser().queryParam("next", text).get("/sign-in");
      // From nowhere: refused, and logged.
      RestAssured.given().formParam("theme", text).post("/theme");
      RestAssured.given()
          .formParam("name", text)
          .post("/invitations/" + encoded(text) + "/account");
      RestAssured.given().formParam("logout_token", text).post("/sign-in/sso/back-channel-logout");
      withHeaders(text.replaceAll("[\\r\\n]", "\u0085"));
      call(text);
    }

    assertThat(log.lines()).anyMatch(line -> line.contains("Refused status=403"));
    assertThat(log.text()).doesNotContain("FORGED");
  }

  private void call(String text) {
    String json = text.replace("\r", "\\r").replace("\n", "\\n").replace("\u001b", "\\u001b");
    String model =
        world.serve(
            "forging",
            wire ->
                wire.json(
                    400, "{\"error\":{\"message\":\"" + json + "\",\"code\":\"" + json + "\"}}"));
    Caller caller = world.callerWithCredit("1");
    world.post(caller.secret(), GatewayWorld.chat(model, ""));
    world.post(caller.secret(), GatewayWorld.chat(json, ""));
    world.post(caller.secret(), GatewayWorld.chat(model, ",\"user\":\"" + json + "\""));
  }

  /// Bytes that no client library sends.
  private static void withHeaders(String text) throws IOException {
    for (String path : List.of("/theme", "/v1/keys", "/v1/chat/completions")) {
      try (Socket socket = new Socket("localhost", RestAssured.port)) {
        socket.setSoTimeout(5000);
        String request =
            "POST "
                + path
                + " HTTP/1.1\r\nHost: localhost\r\nUser-Agent: "
                + text
                + "\r\nAuthorization: Bearer "
                + text
                + "\r\nOrigin: "
                + text
                + "\r\nX-Forwarded-For: "
                + text
                + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
            .startsWith("HTTP/1.1 4");
      }
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
