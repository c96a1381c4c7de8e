package ai.nemorouter.platform.http.bounds;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.testsupport.LogFile;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Requests that are odd, half or too large, at the paths that are not the gateway's.
@QuarkusTest
class RequestBoundsTest {
  private static final String FORM = "content-type: application/x-www-form-urlencoded";

  private final World world;
  private final Visitor visitor;
  private final TestDatabase database;

  RequestBoundsTest(World world, Visitor visitor, TestDatabase database) {
    this.world = world;
    this.visitor = visitor;
    this.database = database;
  }

  @TestHTTPResource("/")
  URI root;

  @Test
  void aRequestThatNamesNoHostOrAnOddOneIsRefusedEverywhere() throws IOException {
    for (String path : List.of("/sign-in", "/v1/keys", "/v1/models", "/static/x.css", "/nothing")) {
      assertThat(send("GET " + path + " HTTP/1.0\r\n\r\n")).as(path).startsWith("HTTP/1.0 400");
      for (String host : List.of("", "a b", "a/b", "a@b", "a:b", "localhost\r\nhost: other")) {
        assertThat(
                send(
                    "GET " + path + " HTTP/1.1\r\nconnection: close\r\nhost: " + host + "\r\n\r\n"))
            .as(path + " " + host)
            .startsWith("HTTP/1.1 400");
      }
    }
  }

  @Test
  void aFormThatEndsInTheMiddleIsTheClientsFault() throws IOException {
    for (String path : List.of("/sign-in", "/migration", "/theme")) {
      String part = "--b\r\nContent-Disposition: form-data; name=\"email\"\r\n\r\nx";
      for (String body :
          List.of(part, part + "\r\n--b", "--b\r\nContent", "", "--b\r\nno header\r\n")) {
        assertThat(post(path, "content-type: multipart/form-data; boundary=b", body))
            .as(path + body)
            .matches("(?s)HTTP/1.1 (2|3|4)\\d\\d.*");
      }
    }
  }

  @Test
  void aBodyThatDoesNotArriveIsNotWaitedForForEver() throws IOException {
    for (String path : List.of("/sign-in", "/v1/migration/check")) {
      try (Socket socket = connect()) {
        socket
            .getOutputStream()
            .write(
                ("POST "
                        + path
                        + " HTTP/1.1\r\nhost: localhost\r\nsec-fetch-site: same-origin\r\n"
                        + FORM
                        + "\r\ncontent-length: 100\r\n\r\nemail=x")
                    .getBytes(UTF_8));
        assertThat(read(socket)).as(path).startsWith("HTTP/1.1 408");
      }
    }
  }

  /// A file is about to be sent, and waits for its first rows, when the time for the body is over.
  @Test
  void aRefusalThatComesWhileAnAnswerIsMadeHasItsOwnStatusAndHeaders() throws IOException {
    World.Place place = world.newOrganization();
    Visitor.Person owner = visitor.owner(place.orgId());
    String request =
        "POST %s HTTP/1.1\r\nhost: localhost\r\nsec-fetch-site: same-origin\r\ncookie: __Host-nemo-session=%s\r\n%s\r\ncontent-length: 100\r\n\r\nx"
            .formatted(place.path("requests/exports"), owner.session(), FORM);
    LogFile log = LogFile.fromNow();
    try (Socket socket = connect()) {
      String answer =
          database
              .acrossOrganizations()
              .inTransaction(handle -> {
                handle.execute("lock table calls in access exclusive mode");
                return exchange(socket, request);
              });

      assertThat(answer)
          .startsWith("HTTP/1.1 408")
          .contains("The request did not arrive in time.")
          .containsIgnoringCase("content-type: text/plain")
          .doesNotContainIgnoringCase("content-disposition");
    }
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(log.text()).contains("An answer was lost"));
    assertThat(log.text()).as("nothing on our side is at fault").doesNotContain("Request failed");
  }

  @Test
  void whatIsSentWithoutASessionIsSmall() throws IOException {
    String large = "email=" + "x".repeat(500_000) + "&password=y";

    String answer = post("/sign-in", FORM, large);

    assertThat(answer).startsWith("HTTP/1.1 413").hasSizeLessThan(1_000);
    assertThat(post("/v1/keys", "content-type: application/json", "x".repeat(3_000_000)))
        .startsWith("HTTP/1.1 413");
    assertThat(post("/sign-in", FORM, "email=x&password=y")).startsWith("HTTP/1.1 422");
  }

  @Test
  void halfSentFormsOfOneAddressAreBoundedAndForgottenWithTheirConnections() throws IOException {
    List<Socket> sockets = new ArrayList<>();
    String head =
        "POST /migration HTTP/1.1\r\nhost: localhost\r\nsec-fetch-site: same-origin\r\n"
            + FORM
            + "\r\ncontent-length: 2000000\r\n\r\n";
    try {
      for (int i = 0; i < 400; i++) {
        Socket socket = connect();
        sockets.add(socket);
        socket.getOutputStream().write(head.getBytes(UTF_8));
      }
      assertThat(read(sockets.getLast())).startsWith("HTTP/1.1 429");
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  private String post(String path, String type, String body) throws IOException {
    return send(
        "POST "
            + path
            + " HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\nsec-fetch-site: same-origin\r\n"
            + type
            + "\r\ncontent-length: "
            + body.length()
            + "\r\n\r\n"
            + body);
  }

  private String send(String request) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(request.getBytes(UTF_8));
      return read(socket);
    }
  }

  private static String exchange(Socket socket, String request) {
    try {
      socket.getOutputStream().write(request.getBytes(UTF_8));
      return read(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket("localhost", root.getPort());
    socket.setSoTimeout(30_000);
    return socket;
  }

  /// All that comes, until the server ends the connection.
  private static String read(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), UTF_8);
  }
}
