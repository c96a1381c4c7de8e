package ai.nemorouter.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.gateway.CountingUpstream.Kind;
import ai.nemorouter.gateway.CountingUpstream.Plan;
import ai.nemorouter.testsupport.ApplicationProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A packaged node with a heap of 512 MB, and callers who send it more than that. It stays healthy
/// and answers others.
class FrontDoorIT {
  private static final int LARGE = 16_700_000;

  /// More than three heaps full.
  private static final int CALLERS = 96;

  private static final Plan ANSWER = new Plan(Kind.WHOLE, 1);

  @TempDir private static Path folder;

  private static Fleet fleet;
  private static ApplicationProcess node;

  @BeforeAll
  static void startNode() throws IOException {
    fleet = new Fleet(folder);
    node = fleet.startNode();
  }

  @AfterAll
  static void stop() throws IOException {
    fleet.close();
  }

  @Test
  void halfSentBodiesWithoutAKeyTakeNothing() throws Exception {
    assertThat(halfSent("nobody")).hasSize(CALLERS).allMatch(line -> line.contains(" 401 "));

    assertOthersAreAnswered();
  }

  @Test
  void halfSentBodiesWithAKeyTakeNoMoreThanItsShare() throws Exception {
    String key = fleet.mintKey(node);

    List<String> answers = halfSent(key);

    assertThat(answers).hasSizeGreaterThan(CALLERS / 2).allMatch(line -> line.contains(" 429 "));
    assertOthersAreAnswered();
  }

  @Test
  void aBodyOfEmptyObjectsIsRefusedQuicklyAlsoFourAtOnce() throws Exception {
    String key = fleet.mintKey(node);
    String body =
        "{\"model\":\"scripted/x\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"x\":["
            + "{},".repeat(5_300_000)
            + "{}]}";
    List<Callable<Integer>> four = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      four.add(() -> post(key, body).statusCode());
    }

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> status : threads.invokeAll(four)) {
        assertThat(status.get()).isIn(400, 429, 503);
      }
    }

    HttpResponse<String> alone = post(key, body);
    assertThat(alone.statusCode()).as(alone.body()).isEqualTo(400);
    assertThat(alone.body()).contains("json_too_large");
    assertOthersAreAnswered();
  }

  private static void assertOthersAreAnswered() throws Exception {
    try (HttpClient client = client()) {
      HttpRequest health =
          HttpRequest.newBuilder(node.managementAt("/q/health"))
              .timeout(Duration.ofSeconds(20))
              .build();
      assertThat(client.send(health, HttpResponse.BodyHandlers.ofString()).statusCode())
          .isEqualTo(200);
    }
    assertThat(fleet.call(node, fleet.mintKey(node), ANSWER).status()).isEqualTo(200);
  }

  private static HttpClient client() {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  private static HttpResponse<String> post(String key, String body) throws Exception {
    try (HttpClient client = client()) {
      return client.send(
          HttpRequest.newBuilder(node.at("/v1/chat/completions"))
              .header("authorization", "Bearer " + key)
              .timeout(Duration.ofSeconds(60))
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  /// Callers who send all of a large body but one byte, and keep their connections open.
  ///
  /// @return the first lines of the answers that came
  private static List<String> halfSent(String key) throws Exception {
    List<Socket> sockets = new ArrayList<>();
    try {
      byte[] part = new byte[1 << 20];
      for (int i = 0; i < CALLERS; i++) {
        Socket socket = new Socket("localhost", node.at("/").getPort());
        socket.setSoTimeout(30_000);
        sockets.add(socket);
        send(socket, key, part);
      }
      List<String> answers = new ArrayList<>();
      for (Socket socket : sockets) {
        if (socket.getInputStream().available() > 0) {
          answers.add(
              new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8)).readLine());
        }
      }
      // While they are all still there.
      assertOthersAreAnswered();
      return answers;
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  private static void send(Socket socket, String key, byte[] part) throws IOException {
    OutputStream output = socket.getOutputStream();
    output.write(
        ("POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer "
                + key
                + "\r\ncontent-length: "
                + LARGE
                + "\r\n\r\n")
            .getBytes(UTF_8));
    try {
      for (int left = LARGE - 1; left > 0 && socket.getInputStream().available() == 0; ) {
        int length = Math.min(left, part.length);
        output.write(part, 0, length);
        left -= length;
      }
      awaitAnswer(socket, key);
    } catch (SocketException e) {
      // Cut off, after an answer that is read below.
      assertThat(socket.getInputStream().available()).isGreaterThanOrEqualTo(0);
    }
  }

  /// An unknown key is answered always, so that its answer is waited for.
  private static void awaitAnswer(Socket socket, String key) {
    if (key.equals("nobody")) {
      org.awaitility.Awaitility.await().until(() -> socket.getInputStream().available() > 0);
    }
  }
}
