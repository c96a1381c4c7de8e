package ai.nemorouter.platform.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.platform.outbound.OutboundHttp.Outcome;
import ai.nemorouter.platform.outbound.OutboundTarget.Reach;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.JksOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutboundHttpTest {
  private static final String NAME = "hooks.example.test";
  private static final String PASSWORD = "changeit";
  private static final Duration LONG = Duration.ofSeconds(10);

  private static Vertx vertx;

  @TempDir Path folder;

  private final List<String> received = new CopyOnWriteArrayList<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private @Nullable HttpServer server;

  @BeforeAll
  static void startVertx() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stopVertx() {
    vertx.close();
  }

  @AfterEach
  void stopServer() {
    if (server != null) {
      server.close();
    }
  }

  /// Names that lead where the test says, one look-up after the other.
  private final class Fake extends Internet {
    private final List<List<String>> answers;
    private final HttpClientOptions options;

    Fake(HttpClientOptions options, List<List<String>> answers) {
      this.options = options;
      this.answers = answers;
    }

    @Override
    List<InetAddress> addresses(String host) throws UnknownHostException {
      List<String> answer = answers.get(Math.min(asked.size(), answers.size() - 1));
      asked.add(host);
      List<InetAddress> addresses = new CopyOnWriteArrayList<>();
      for (String address : answer) {
        addresses.add(InetAddress.getByName(address));
      }
      return addresses;
    }

    @Override
    HttpClientOptions clientOptions() {
      return options;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "10.1.2.3",
        "169.254.169.254",
        "::1",
        "::ffff:127.0.0.1",
        "fd00:ec2::254",
        "0.0.0.0"
      })
  void aNameThatLeadsInwardIsRefusedAndNothingIsSent(String address) {
    int port = serve(request -> request.response().end());

    assertThat(post(List.of(List.of(address)), "https://" + NAME + "/", Reach.PUBLIC))
        .isEqualTo(
            new Outcome.Refused(
                "The host leads to an address that is not on the public internet."));
    assertThat(port).isPositive();
    assertThat(received).isEmpty();
  }

  @Test
  void oneAddressThatLeadsInwardAmongPublicOnesIsEnough() {
    assertThat(
            post(
                List.of(List.of("8.8.8.8", "2606:4700:4700::1111", "127.0.0.1")),
                "https://" + NAME + "/",
                Reach.PUBLIC))
        .isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void theAddressThatWasCheckedIsTheOneThatIsUsed() {
    int port = serve(request -> request.response().end("fine"));

    Outcome outcome =
        post(
            List.of(List.of("127.0.0.1"), List.of("192.0.2.1")),
            "http://" + NAME + ":" + port + "/hook?a=b",
            Reach.ANYWHERE);

    assertThat(outcome).isEqualTo(new Outcome.Answered(200, "fine"));
    assertThat(asked).as("looked up once, so nothing can change in between").containsExactly(NAME);
    assertThat(received).containsExactly("POST /hook?a=b " + NAME + ":" + port + " {} null");
  }

  @Test
  void eachRequestLooksTheNameUpAnew() {
    int port = serve(request -> request.response().end());
    OutboundHttp http = http(List.of(List.of("127.0.0.1"), List.of("10.0.0.1")));

    post(http, "http://" + NAME + ":" + port + "/", Reach.ANYWHERE);
    Outcome second = post(http, "https://" + NAME + "/", Reach.PUBLIC);

    assertThat(second).isInstanceOf(Outcome.Refused.class);
    assertThat(received).hasSize(1);
  }

  @Test
  void overTlsTheHostsOwnNameIsShownAndItsCertificateIsChecked() throws Exception {
    JksOptions identity = certificate(NAME);
    int port = serveTls(identity);
    List<List<String>> here = List.of(List.of("127.0.0.1"));
    HttpClientOptions trusting = new HttpClientOptions().setTrustOptions(identity);

    Outcome trusted =
        post(
            new OutboundHttp(vertx, new Fake(trusting, here)),
            "https://" + NAME + ":" + port + "/",
            Reach.ANYWHERE);
    Outcome untrusted = post(here, "https://" + NAME + ":" + port + "/", Reach.ANYWHERE);
    Outcome wrongName =
        post(
            new OutboundHttp(vertx, new Fake(new HttpClientOptions(trusting), here)),
            "https://other.example.test:" + port + "/",
            Reach.ANYWHERE);

    assertThat(trusted).isEqualTo(new Outcome.Answered(200, ""));
    assertThat(received).containsExactly("POST / " + NAME + ":" + port + " {} " + NAME);
    assertThat(untrusted).isInstanceOf(Outcome.Failed.class);
    assertThat(wrongName).isInstanceOf(Outcome.Failed.class);
  }

  @Test
  void aRedirectIsAnAnswerAndNotFollowed() {
    int port =
        serve(request ->
            request
                .response()
                .setStatusCode(302)
                .putHeader("location", "http://127.0.0.1:1/inside")
                .end());

    assertThat(local(port)).isEqualTo(new Outcome.Answered(302, ""));
    assertThat(received).hasSize(1);
  }

  @Test
  void anAnswerWithoutEndIsCutOff() throws InterruptedException {
    CountDownLatch hungUp = new CountDownLatch(1);
    int port =
        serve(request -> {
          request.response().setChunked(true).exceptionHandler(_ -> hungUp.countDown());
          request.response().closeHandler(_ -> hungUp.countDown());
          writeOn(request, hungUp);
        });

    Outcome outcome = local(port);

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Answered.class, answered -> assertThat(answered.excerpt()).hasSize(4096));
    assertThat(hungUp.await(10, TimeUnit.SECONDS)).as("connection ended").isTrue();
  }

  @Test
  void aDocumentIsReadWholeUpToItsBound() {
    int port =
        serve(request ->
            request.response().end("x".repeat("/a".equals(request.path()) ? 9000 : 9001)));
    OutboundHttp http = http(List.of(List.of("127.0.0.1")));
    String address = "http://" + NAME + ":" + port;

    Outcome whole = http.get(address + "/a", Reach.ANYWHERE, Map.of("x-key", "k"), 9000, LONG);
    Outcome larger = http.get(address + "/b", Reach.ANYWHERE, Map.of(), 9000, LONG);
    Outcome inward = http.get("https://" + NAME + "/", Reach.PUBLIC, Map.of(), 9000, LONG);

    assertThat(whole).isEqualTo(new Outcome.Answered(200, "x".repeat(9000)));
    assertThat(larger)
        .isInstanceOfSatisfying(
            Outcome.Failed.class, failed -> assertThat(failed.reason()).contains("larger than"));
    assertThat(inward).isInstanceOf(Outcome.Refused.class);
    assertThat(received.getFirst()).startsWith("GET /a ");
  }

  @Test
  void aReceiverThatHangsIsGivenUp() {
    int port = serve(_ -> {});

    assertThat(
            http(List.of(List.of("127.0.0.1")))
                .post(
                    "http://" + NAME + ":" + port + "/",
                    Reach.ANYWHERE,
                    Map.of(),
                    "{}",
                    Duration.ofMillis(300)))
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> assertThat(failed.reason()).startsWith("There was no answer within"));
  }

  @Test
  void aHostThatIsNotThereIsNamedAsSuch() {
    OutboundHttp unknown =
        new OutboundHttp(
            vertx,
            new Internet() {
              @Override
              List<InetAddress> addresses(String host) throws UnknownHostException {
                throw new UnknownHostException(host);
              }
            });
    int closed = serve(_ -> {});
    stopServer();

    assertThat(post(unknown, "https://" + NAME + "/", Reach.PUBLIC))
        .isEqualTo(new Outcome.Failed("The host is not known."));
    assertThat(local(closed))
        .isEqualTo(new Outcome.Failed("The host does not accept the connection."));
  }

  private static void writeOn(HttpServerRequest request, CountDownLatch hungUp) {
    if (hungUp.getCount() > 0 && !request.response().closed()) {
      var _ = request.response().write("x".repeat(1000)).onSuccess(_ -> writeOn(request, hungUp));
    }
  }

  private Outcome local(int port) {
    return post(List.of(List.of("127.0.0.1")), "http://" + NAME + ":" + port + "/", Reach.ANYWHERE);
  }

  private Outcome post(List<List<String>> addresses, String address, Reach reach) {
    return post(http(addresses), address, reach);
  }

  private static Outcome post(OutboundHttp http, String address, Reach reach) {
    return http.post(address, reach, Map.of(), "{}", LONG);
  }

  private OutboundHttp http(List<List<String>> addresses) {
    return new OutboundHttp(vertx, new Fake(new HttpClientOptions(), addresses));
  }

  private int serve(Consumer<HttpServerRequest> answer) {
    return listen(new HttpServerOptions(), answer);
  }

  private int serveTls(JksOptions identity) {
    return listen(
        new HttpServerOptions().setSsl(true).setSni(true).setKeyCertOptions(identity),
        request -> request.response().end());
  }

  private int listen(HttpServerOptions options, Consumer<HttpServerRequest> answer) {
    try {
      server =
          vertx
              .createHttpServer(options.setHost("127.0.0.1").setPort(0))
              .requestHandler(request ->
                  request.bodyHandler(body -> {
                    received.add(
                        request.method()
                            + " "
                            + request.uri()
                            + " "
                            + request.getHeader("host")
                            + " "
                            + body
                            + " "
                            + request.connection().indicatedServerName());
                    answer.accept(request);
                  }))
              .listen()
              .toCompletionStage()
              .toCompletableFuture()
              .get();
      return server.actualPort();
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A key and a certificate that it signed itself, which is trusted where it is named as trusted.
  private JksOptions certificate(String name) throws IOException, InterruptedException {
    Path store = folder.resolve("store.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "test",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=dns:" + name,
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD)
            .inheritIO()
            .start();
    assertThat(keytool.waitFor()).isZero();
    return new JksOptions().setPath(store.toString()).setPassword(PASSWORD);
  }
}
