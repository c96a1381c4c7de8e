package ai.nemorouter.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.testsupport.ScriptedUpstream.Wire;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Very many streams at once, and clients that hang up in the middle of them.
@QuarkusTest
class ManyStreamsTest {
  private static final String WORD =
      "{\"id\":\"up\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"%s\"},\"finish_reason\":null}]}";
  private static final String STOP =
      "{\"id\":\"up\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}";
  private static final Pattern CONTENT = Pattern.compile("\"content\":\"([^\"]*)\"");
  private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]*)\"");
  private static final Pattern MARK = Pattern.compile("mark-\\d+-");
  private static final long SEED = 20261122;

  private final GatewayWorld world;

  /// A connection for each stream: one of HTTP/2 carries a hundred at the most.
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  ManyStreamsTest(GatewayWorld world) {
    this.world = world;
  }

  @Test
  void fiveHundredStreamsAtOnceDoNotMix() throws Exception {
    int streams = 500;
    int words = 20;
    String model =
        world.serve(
            "many",
            wire -> {
              Matcher mark = MARK.matcher(wire.request().body());
              assertThat(mark.find()).isTrue();
              wire.beginStream();
              for (int word = 0; word < words; word++) {
                wire.event(WORD.formatted(mark.group() + word + " "));
              }
              wire.event(STOP);
              wire.event("[DONE]");
              wire.endStream();
            });
    Caller caller = world.callerWithCredit("1000");

    List<Callable<HttpResponse<String>>> calls = new ArrayList<>();
    for (int stream = 0; stream < streams; stream++) {
      String body =
          GatewayWorld.chat(model, ",\"stream\":true,\"max_tokens\":200")
              .replace("Say hello", "mark-" + stream + "-");
      calls.add(() -> client.send(request(caller, body), HttpResponse.BodyHandlers.ofString()));
    }
    List<HttpResponse<String>> answers = all(calls, streams);

    for (int stream = 0; stream < streams; stream++) {
      StringBuilder expected = new StringBuilder();
      for (int word = 0; word < words; word++) {
        expected.append("mark-").append(stream).append('-').append(word).append(' ');
      }
      assertThat(content(answers.get(stream).body())).isEqualTo(expected.toString());
    }
    assertThat(answers)
        .extracting(answer -> ids(answer.body()))
        .allSatisfy(ids -> assertThat(ids).hasSize(1))
        .doesNotHaveDuplicates();
    world.assertBooksBalance(caller);
    assertThat(world.calls(caller))
        .hasSize(streams)
        .allMatch(call -> "ok".equals(call.get("status")));
  }

  /// Row 68.
  @Test
  void aThousandStreamsAbortedAtRandomPointsLeaveNothingOpenHeldOrUnpriced() throws Exception {
    int aborts = 1_000;
    int most = 12_000;
    String model = world.serve("aborted", ManyStreamsTest::talkOn);
    Caller caller = world.callerWithCredit("1000");
    Random random = new Random(SEED);
    int before = world.upstream().playing();

    List<Callable<Integer>> clients = new ArrayList<>();
    for (int client = 0; client < aborts; client++) {
      int bytes = random.nextInt(5) == 0 ? 0 : 16 + random.nextInt(most);
      boolean reset = random.nextBoolean();
      clients.add(() -> readThenHangUp(caller, model, bytes, reset));
    }
    long answered = all(clients, 24).stream().filter(bytes -> bytes > 0).count();

    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(world.upstream().playing()).isEqualTo(before));
    world.assertBooksBalance(caller);
    // Who hangs up before the request has arrived has not called.
    assertThat(world.calls(caller).size()).isBetween((int) answered, aborts);
    assertThat(world.calls(caller))
        .allMatch(call -> Boolean.FALSE.equals(call.get("sent")) || !isFree(call.get("cost")));
    assertThat(world.calls(caller))
        .filteredOn(call -> Boolean.TRUE.equals(call.get("sent")))
        .filteredOn(call -> "cancelled".equals(call.get("status")))
        .hasSizeGreaterThan(aborts / 2)
        .allMatch(call -> Objects.equals(call.get("cost"), call.get("held")));
  }

  private static HttpRequest request(Caller caller, String body) {
    return HttpRequest.newBuilder(GatewayWorld.address("/v1/chat/completions"))
        .header("authorization", "Bearer " + caller.secret())
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private static boolean isFree(@org.jspecify.annotations.Nullable Object cost) {
    return Long.valueOf(0).equals(cost);
  }

  /// Says the same word, some hundreds a second, until it is stopped.
  private static void talkOn(Wire wire) throws IOException, InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    wire.beginStream();
    while (!never.await(2, TimeUnit.MILLISECONDS)) {
      wire.event(WORD.formatted("on and on and on "));
    }
  }

  private static int readThenHangUp(Caller caller, String model, int bytes, boolean reset)
      throws IOException {
    byte[] body = GatewayWorld.chat(model, ",\"stream\":true,\"max_tokens\":100").getBytes(UTF_8);
    String head =
        "POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
            + "authorization: Bearer "
            + caller.secret()
            + "\r\nconnection: close\r\ncontent-length: "
            + body.length
            + "\r\n\r\n";
    try (Socket socket = new Socket("localhost", GatewayWorld.address("/").getPort())) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(head.getBytes(UTF_8));
      socket.getOutputStream().write(body);
      socket.getOutputStream().flush();
      InputStream input = socket.getInputStream();
      byte[] answer = input.readNBytes(bytes);
      if (reset) {
        socket.setSoLinger(true, 0);
      }
      return answer.length;
    }
  }

  private static Set<String> ids(String stream) {
    return ID.matcher(stream).results().map(id -> id.group(1)).collect(Collectors.toSet());
  }

  private static String content(String stream) {
    StringBuilder content = new StringBuilder();
    Matcher matcher = CONTENT.matcher(stream);
    while (matcher.find()) {
      content.append(matcher.group(1));
    }
    return content.toString();
  }

  private static <T> List<T> all(List<Callable<T>> calls, int atOnce) throws Exception {
    try (ExecutorService threads =
        Executors.newFixedThreadPool(atOnce, Thread.ofVirtual().factory())) {
      List<Future<T>> futures = calls.stream().map(threads::submit).toList();
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    }
  }
}
