package ai.nemorouter.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.catalog.ProviderListing;
import ai.nemorouter.catalog.price.Price;
import ai.nemorouter.gateway.GatewayWorld;
import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.gateway.Samples;
import ai.nemorouter.money.Money;
import ai.nemorouter.provider.dialect.Operation;
import ai.nemorouter.testsupport.ScriptedUpstream;
import io.quarkus.arc.Arc;
import io.quarkus.arc.InstanceHandle;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Whatever path a call comes in by, it is held for, refused without money, settled and recorded.
/// The paths are those that the gateway has, so that a new one cannot escape.
@QuarkusTest
class GovernedEndpointsTest {
  private static final AtomicInteger MODELS = new AtomicInteger();

  private final GatewayWorld world;
  private final List<String> paths =
      Arc.container().listAll(Endpoint.class).stream()
          .map(InstanceHandle::get)
          .map(Endpoint::path)
          .toList();

  GovernedEndpointsTest(GatewayWorld world) {
    this.world = world;
  }

  @Test
  void noPathSendsACallOnceTheCreditIsUsedUp() {
    assertThat(paths).contains("/v1/chat/completions", "/v1/embeddings", "/v1/rerank");
    onEveryPath(path -> {
      for (String credit : new String[] {"0", "0.000000001"}) {
        String name = "broke-" + MODELS.incrementAndGet();
        String model = serve(name, wire -> wire.json(200, "{}"));
        Caller caller = world.callerWithCredit(credit);

        HttpResponse<String> response = world.send(sample(path, caller, model));

        assertThat(response.statusCode()).as(path + response.body()).isEqualTo(402);
        assertThat(world.upstream().received(name)).as(path).isEmpty();
        assertThat(world.settledCall(caller))
            .as(path)
            .containsEntry("status", "refused")
            .containsEntry("cost", 0L);
        world.assertBooksBalance(caller);
      }
    });
  }

  @Test
  void whatAProviderTurnsDownCostsNothingAndItsStatusIsTold() {
    Map<Integer, Integer> statuses =
        Map.of(400, 400, 401, 502, 404, 404, 429, 429, 500, 502, 503, 503);
    onEveryPath(path -> {
      for (Map.Entry<Integer, Integer> status : statuses.entrySet()) {
        String model =
            serve(
                "fails-" + MODELS.incrementAndGet(),
                wire -> wire.json(status.getKey(), "{\"error\":{\"message\":\"no\"}}"));
        Caller caller = world.callerWithCredit("1");

        HttpResponse<String> response = world.send(sample(path, caller, model));

        assertThat(response.statusCode())
            .as(path + " " + status.getKey() + response.body())
            .isEqualTo(status.getValue());
        assertThat(world.settledCall(caller))
            .as(path)
            .containsEntry("status", "failed")
            .containsEntry("cost", 0L);
        world.assertBooksBalance(caller);
      }
    });
  }

  @Test
  void aSuccessThatIsNoAnswerIsAFailureWhichOnlyOtherOperationsThanChatBookAtTheirInput() {
    onEveryPath(path -> {
      String model =
          serve("empty-" + MODELS.incrementAndGet(), wire -> wire.json(200, "{\"nothing\":1}"));
      Caller caller = world.callerWithCredit("1");

      HttpResponse<String> response = world.send(sample(path, caller, model));

      assertThat(response.statusCode()).as(path + response.body()).isEqualTo(502);
      Map<String, Object> call = world.settledCall(caller);
      boolean chat = "chat".equals(call.get("operation"));
      assertThat(call).as(path).containsEntry("cost_source", chat ? null : "estimate");
      assertThat((Long) call.get("cost")).as(path).matches(cost -> chat ? cost == 0 : cost > 0);
      world.assertBooksBalance(caller);
    });
  }

  @Test
  void aHangUpOnAProviderThatNeverAnswersStopsItAndCostsWhatWasHeld() {
    onEveryPath(path -> {
      String name = "hangs-up-" + MODELS.incrementAndGet();
      CompletableFuture<Void> stopped = new CompletableFuture<>();
      String model =
          serve(
              name,
              wire -> {
                wire.waitForHangUp();
                stopped.complete(null);
              });
      Caller caller = world.callerWithCredit("1");
      try (HttpClient client = HttpClient.newHttpClient()) {
        CompletableFuture<HttpResponse<String>> call =
            client.sendAsync(sample(path, caller, model), HttpResponse.BodyHandlers.ofString());
        await().untilAsserted(() -> assertThat(world.upstream().received(name)).hasSize(1));
        call.cancel(true);
        client.shutdownNow();
      }

      await().untilAsserted(() -> assertThat(stopped).as(path).isCompleted());
      assertThat(world.settledCall(caller))
          .as(path)
          .containsEntry("status", "cancelled")
          .containsEntry("cost_source", "estimate");
      assertThat((Long) world.settledCall(caller).get("cost"))
          .as(path)
          .isPositive()
          .isEqualTo(world.settledCall(caller).get("held"));
      world.assertBooksBalance(caller);
    });
  }

  @Test
  void aModelThatDoesSomethingElseIsRefusedByNameAndNobodyIsAsked() {
    String chats = world.serve("only-chats", wire -> wire.json(200, "{}"));
    String ranks =
        world.serve(
            Operation.RERANK, "only-ranks", GatewayWorld.RATES, null, wire -> wire.json(200, "{}"));
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> speech = world.send(sample("/v1/audio/speech", caller, chats));
    HttpResponse<String> chat = world.send(sample("/v1/chat/completions", caller, ranks));

    for (HttpResponse<String> response : List.of(speech, chat)) {
      assertThat(response.statusCode()).as(response.body()).isEqualTo(404);
      assertThat(response.body()).contains("\"code\":\"wrong_endpoint\"");
    }
    assertThat(speech.body()).contains("it does: chat.");
    assertThat(chat.body()).contains("it does: rerank.");
    assertThat(world.upstream().received("only-chats")).isEmpty();
    assertThat(world.upstream().received("only-ranks")).isEmpty();
  }

  @Test
  void aPriceThatACallCannotBeMeasuredByIsNone() {
    String model =
        world.serve(
            Operation.EMBEDDINGS,
            "per-image",
            GatewayWorld.RATES,
            new Price.UnitPrice(Price.Unit.IMAGE, Money.ofUsd("1")),
            wire -> wire.json(200, "{}"));
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response = world.send(sample("/v1/embeddings", caller, model));

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(GatewayWorld.reason(response)).isEqualTo("model_unpriced");
    assertThat(world.upstream().received("per-image")).isEmpty();
  }

  /// The paths know nothing of each other, so they take their turns at the same time.
  private void onEveryPath(Consumer<String> check) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<Void>> checks =
          paths.stream()
              .map(path -> CompletableFuture.runAsync(() -> check.accept(path), threads))
              .toList();
      checks.forEach(CompletableFuture::join);
    }
  }

  private static HttpRequest sample(String path, Caller caller, String model) {
    HttpRequest request = Samples.request(path, caller.secret(), model);
    return Objects.requireNonNull(request, "Samples has no request for " + path + ": add one");
  }

  /// A model that does everything.
  private String serve(String name, ScriptedUpstream.Script script) {
    world.offer(
        world.provider("scripted-" + name, world.upstream().baseUrl(), "openai"),
        ProviderListing.of(
            "scripted/" + name,
            name,
            name,
            EnumSet.allOf(Operation.class),
            4_096,
            GatewayWorld.RATES,
            null,
            "test"));
    world.upstream().on(name, script);
    return "scripted/" + name;
  }
}
