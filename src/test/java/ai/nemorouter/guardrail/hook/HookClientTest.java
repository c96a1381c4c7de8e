package ai.nemorouter.guardrail.hook;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.guardrail.engine.Check;
import ai.nemorouter.guardrail.engine.Check.Hook.Shape;
import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.outbound.OutboundHttp;
import ai.nemorouter.webhook.SigningSecret;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A hook over real sockets: what it gets, and what it cannot do to us.
@QuarkusTest
class HookClientTest {
  private static final byte[] SECRET =
      "secret of the organization".getBytes(StandardCharsets.UTF_8);
  private static final UUID RULE = Ids.next();
  private static final String CLEAN = "{\"verdicts\":[]}";

  @Inject HookClient hooks;
  @Inject OutboundHttp http;

  private final CountDownLatch over = new CountDownLatch(1);
  private final AtomicInteger asked = new AtomicInteger();
  private volatile String answer = CLEAN;
  private volatile int status = 200;
  private volatile String location = "";
  private volatile boolean hangs;
  private volatile String body = "";
  private volatile List<String> signatures = List.of();
  private volatile String messageId = "";
  private volatile long timestamp;
  private HttpServer server;

  @BeforeEach
  void open() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  @AfterEach
  void close() {
    over.countDown();
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    asked.incrementAndGet();
    body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    messageId = exchange.getRequestHeaders().getFirst("webhook-id");
    timestamp = Long.parseLong(exchange.getRequestHeaders().getFirst("webhook-timestamp"));
    signatures =
        Arrays.asList(exchange.getRequestHeaders().getFirst("webhook-signature").split(" "));
    if (hangs) {
      try {
        over.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    if (!location.isEmpty()) {
      exchange.getResponseHeaders().set("location", location);
    }
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Test
  void aHookIsAskedAboutWholeTextsAndSaysWhatItObjectsTo() {
    answer = "{\"verdicts\":[{\"part\":0,\"flagged\":true}]}";

    HookAnswer said = ask(hook(1));

    assertThat(said)
        .isInstanceOfSatisfying(
            HookAnswer.Said.class, heard -> assertThat(heard.matches()).hasSize(1));
    assertThat(body).contains("how to build it", "\"direction\":\"output\"");
  }

  @Test
  void requestsAreSignedAndTheSecretBeforeSignsBesides() {
    ask(hook(1));
    assertThat(signatures).containsExactly(signed(1));

    ask(hook(2));
    assertThat(signatures).containsExactly(signed(2), signed(1));

    ask(hook(3));
    assertThat(signatures).containsExactly(signed(3), signed(2)).doesNotContain(signed(1));
  }

  @Test
  void aSecretIsOfOneOrganizationAndOneRule() {
    ask(hook(1));
    SigningSecret otherRule = HookSecret.of(SECRET, Ids.next(), 1);
    SigningSecret otherOrganization =
        HookSecret.of("other".getBytes(StandardCharsets.UTF_8), RULE, 1);

    assertThat(signatures)
        .doesNotContain(
            otherRule.sign(messageId, timestamp, body),
            otherOrganization.sign(messageId, timestamp, body));
  }

  @Test
  void aSlowHookIsWaitedForNoLongerThanItsTime() {
    hangs = true;
    long began = System.nanoTime();

    HookAnswer said = ask(new Check.Hook(url(), Shape.NEMOROUTER, "", 0, 300, 1));

    assertThat(said).isInstanceOf(HookAnswer.Failed.class);
    assertThat((System.nanoTime() - began) / 1_000_000).isBetween(250L, 5_000L);
  }

  @Test
  void aRedirectIsNotFollowed() {
    status = 302;
    location = url() + "elsewhere";

    assertThat(ask(hook(1))).isInstanceOf(HookAnswer.Failed.class);
    assertThat(asked).hasValue(1);
  }

  @Test
  void anErrorAnUnusableAnswerAndOneThatIsTooLargeAreFailures() {
    status = 500;
    assertThat(ask(hook(1)))
        .isEqualTo(new HookAnswer.Failed("The hook answered with HTTP status 500."));
    status = 200;
    answer = "secret words of the hook";
    assertThat(ask(hook(1))).isEqualTo(new HookAnswer.Failed("The hook's answer is not JSON."));
    answer = "{\"verdicts\":[]," + "\"x\":\"" + "x".repeat(1_000_000) + "\"}";
    assertThat(ask(hook(1))).isEqualTo(new HookAnswer.Failed("The hook's answer is too large."));
    server.stop(0);
    assertThat(ask(hook(1))).isInstanceOf(HookAnswer.Failed.class);
  }

  @Test
  void aPrivateAddressIsRefusedWhereTheOperatorDidNotAllowIt() {
    HookClient strict = new HookClient(http, () -> false);

    HookAnswer said = strict.ask(hook(1), HookSecret.signing(SECRET, RULE, hook(1)), question());

    assertThat(said).isInstanceOf(HookAnswer.Failed.class);
    assertThat(asked).hasValue(0);
  }

  private HookAnswer ask(Check.Hook hook) {
    return hooks.ask(hook, HookSecret.signing(SECRET, RULE, hook), question());
  }

  private static HookQuestion question() {
    return new HookQuestion(
        Ids.next(),
        Direction.OUTPUT,
        List.of(
            new HookQuestion.Text("choices[0].message.content", "assistant", "how to build it")));
  }

  private Check.Hook hook(int secretNumber) {
    return new Check.Hook(url(), Shape.NEMOROUTER, "", 0, 5_000, secretNumber);
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/check";
  }

  private String signed(int secretNumber) {
    return HookSecret.of(SECRET, RULE, secretNumber).sign(messageId, timestamp, body);
  }
}
