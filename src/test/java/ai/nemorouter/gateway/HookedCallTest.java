package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.gateway.screening.ScriptedGuards;
import ai.nemorouter.guardrail.engine.Action;
import ai.nemorouter.guardrail.engine.Check;
import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.guardrail.engine.Kind;
import ai.nemorouter.guardrail.engine.Rule;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Calls under rules that a service outside decides on.
@QuarkusTest
class HookedCallTest {
  private static final AtomicInteger MODELS = new AtomicInteger();
  private static final String OBJECTION = "{\"verdicts\":[{\"part\":0,\"flagged\":true}]}";
  private static final String CLEAN = "{\"verdicts\":[]}";
  private static final String CARD = "4242 4242 4242 4242";

  private final GatewayWorld world;
  private final ScriptedGuards guards;
  private final List<String> questions = new CopyOnWriteArrayList<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile String answer = CLEAN;
  private volatile int status = 200;
  private volatile boolean hangs;
  private HttpServer hook;

  HookedCallTest(GatewayWorld world, ScriptedGuards guards) {
    this.world = world;
    this.guards = guards;
  }

  @BeforeEach
  void open() throws IOException {
    hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
    hook.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    hook.createContext("/", this::handle);
    hook.start();
  }

  @AfterEach
  void close() {
    over.countDown();
    hook.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    questions.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    if (hangs) {
      try {
        over.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Test
  void aRequestThatTheHookObjectsToIsNotSent() {
    answer = OBJECTION;
    String name = "hooked-" + MODELS.incrementAndGet();
    String model = whole(name);
    Caller caller = caller(rule(Action.BLOCK, Direction.INPUT));

    HttpResponse<String> response = world.post(caller.secret(), GatewayWorld.chat(model, ""));

    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(GatewayWorld.reason(response)).isEqualTo("guardrail_blocked");
    assertThat(response.body()).contains(ScriptedGuards.MESSAGE);
    assertThat(world.upstream().received(name)).isEmpty();
    assertThat(questions).singleElement().asString().contains("Say hello", "\"input\"");
    assertThat(world.settledCall(caller)).containsEntry("cost", 0L);
    world.assertBooksBalance(caller);
  }

  @Test
  void theHookSeesWhatOtherRulesHaveLeft() {
    String model = whole("hooked-" + MODELS.incrementAndGet());
    Caller caller =
        caller(
            rule(Action.BLOCK, Direction.INPUT),
            Rule.of(
                    UUID.randomUUID().toString(),
                    new Check.Personal(Set.of(Kind.CARD), List.of()),
                    Action.REDACT)
                .on(Direction.INPUT));

    HttpResponse<String> response =
        world.post(
            caller.secret(), GatewayWorld.chat(model, "").replace("Say hello", "Pay " + CARD));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(questions).singleElement().asString().contains("Pay [CARD_").doesNotContain("4242");
  }

  @Test
  void aHookThatFailsClosesTheRequestUnlessTheRuleIsOpen() {
    status = 500;
    String name = "hooked-" + MODELS.incrementAndGet();
    String model = whole(name);
    Caller closed = caller(rule(Action.BLOCK, Direction.INPUT));
    Caller open = caller(rule(Action.BLOCK, Direction.INPUT).openOnFailure());

    HttpResponse<String> refused = world.post(closed.secret(), GatewayWorld.chat(model, ""));
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(GatewayWorld.reason(refused)).isEqualTo("guardrail_unavailable");
    assertThat(world.upstream().received(name)).isEmpty();

    HttpResponse<String> passed = world.post(open.secret(), GatewayWorld.chat(model, ""));
    assertThat(passed.statusCode()).isEqualTo(200);
    assertThat(GatewayWorld.header(passed, "x-nemo-guardrails")).isEqualTo("flagged");
  }

  @Test
  void aHookThatIsTooSlowIsAHookThatFails() {
    hangs = true;
    String model = whole("hooked-" + MODELS.incrementAndGet());
    Caller caller = caller(rule(Action.BLOCK, Direction.INPUT));

    assertThat(world.post(caller.secret(), GatewayWorld.chat(model, "")).statusCode())
        .isEqualTo(503);
  }

  @Test
  void nothingOfAnAnswerIsSentBeforeTheHookHasSeenAllOfIt() {
    answer = OBJECTION;
    Caller caller = caller(rule(Action.BLOCK, Direction.OUTPUT));
    for (String path : List.of("/v1/chat/completions", "/v1/completions", "/v1/responses")) {
      questions.clear();
      String model = streamed("hooked-" + MODELS.incrementAndGet());

      HttpResponse<String> response = world.post(path, caller.secret(), body(path, model, true));

      assertThat(response.body())
          .as(path)
          .contains("guardrail_blocked")
          .doesNotContain("How to", "build it");
      assertThat(questions).as(path).singleElement().asString().contains("How to build it");
    }
    world.assertBooksBalance(caller);
  }

  @Test
  void anAnswerWithoutObjectionArrivesWhole() {
    Caller caller = caller(rule(Action.BLOCK, Direction.OUTPUT));
    for (boolean stream : List.of(true, false)) {
      String name = "hooked-" + MODELS.incrementAndGet();
      String model = stream ? streamed(name) : whole(name);

      HttpResponse<String> response =
          world.post(caller.secret(), body("/v1/chat/completions", model, stream));

      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body()).contains(stream ? "How to build it" : "Hello", "\"stop\"");
    }
    assertThat(questions).hasSize(2);
  }

  @Test
  void aHookInShadowHoldsNothingUp() {
    hangs = true;
    answer = OBJECTION;
    String model = whole("hooked-" + MODELS.incrementAndGet());
    Caller caller =
        caller(rule(Action.BLOCK, Direction.INPUT).inShadow(), rule(Action.FLAG, Direction.OUTPUT));

    HttpResponse<String> response = world.post(caller.secret(), GatewayWorld.chat(model, ""));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).contains("Hello");
    await().until(() -> questions.size() == 2);
    over.countDown();
  }

  private Caller caller(Rule... rules) {
    Caller caller = world.callerWithCredit("10");
    guards.put(caller, rules);
    return caller;
  }

  private Rule rule(Action action, Direction direction) {
    String address = "http://127.0.0.1:" + hook.getAddress().getPort() + "/check";
    Check.Hook check =
        new Check.Hook(address, Check.Hook.Shape.NEMOROUTER, "", 0, hangs ? 500 : 5_000, 1);
    return Rule.of(UUID.randomUUID().toString(), check, action).on(direction);
  }

  private String whole(String name) {
    return world.serve(name, wire -> wire.json(200, GatewayWorld.ANSWER.formatted("")));
  }

  private String streamed(String name) {
    return world.serve(
        name,
        wire -> {
          wire.beginStream();
          for (String piece : List.of("How ", "to build", " it")) {
            wire.event(
                "{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":"
                    + "[{\"index\":0,\"delta\":{\"content\":\""
                    + piece
                    + "\"},\"finish_reason\":null}]}");
          }
          wire.event(
              "{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":"
                  + "[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}");
          wire.event("{\"choices\":[],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":4}}");
          wire.event("[DONE]");
          wire.endStream();
        });
  }

  private static String body(String path, String model, boolean stream) {
    String asked =
        switch (path) {
          case "/v1/completions" -> "\"prompt\":\"Say\"";
          case "/v1/responses" -> "\"input\":\"Say\"";
          default -> "\"messages\":[{\"role\":\"user\",\"content\":\"Say\"}]";
        };
    return "{\"model\":\"%s\",%s,\"stream\":%b}".formatted(model, asked, stream);
  }
}
