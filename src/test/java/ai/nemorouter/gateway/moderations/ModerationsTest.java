package ai.nemorouter.gateway.moderations;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.catalog.price.Rates;
import ai.nemorouter.gateway.GatewayWorld;
import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.money.Money;
import ai.nemorouter.provider.dialect.Operation;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.moderations.ModerationCreateParams;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ModerationsTest {
  private static final Rates FREE = Rates.of(Money.ZERO, Money.ZERO);
  private static final String VERDICT =
      "{\"id\":\"modr-1\",\"model\":\"m\",\"results\":[{\"flagged\":true,\"categories\":{},\"category_scores\":{}}]}";

  private final GatewayWorld world;

  ModerationsTest(GatewayWorld world) {
    this.world = world;
  }

  @Test
  void aPriceOfNothingIsAPrice() {
    String model = serve("judges", FREE);
    Caller caller = world.callerWithCredit("1");
    var client =
        OpenAIOkHttpClient.builder()
            .baseUrl(GatewayWorld.address("/v1").toString())
            .apiKey(caller.secret())
            .build();

    var response =
        client
            .moderations()
            .create(ModerationCreateParams.builder().model(model).input("I will hurt").build());

    assertThat(response.results().getFirst().flagged()).isTrue();
    assertThat(response.model()).isEqualTo(model);
    assertThat(world.settledCall(caller))
        .containsEntry("operation", "moderations")
        .containsEntry("status", "ok")
        .containsEntry("cost", 0L)
        .containsEntry("cost_source", "catalog");
    assertThat(world.upstream().received("judges").getFirst().body())
        .contains("\"input\":\"I will hurt\"");
    world.assertBooksBalance(caller);
  }

  @Test
  void aModelWithoutAPriceIsRefusedAndNeverFree() {
    String model = serve("judges-unpriced", null);
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response = ask(caller, model, "\"a\"");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(GatewayWorld.reason(response)).isEqualTo("model_unpriced");
    assertThat(world.upstream().received("judges-unpriced")).isEmpty();
  }

  @Test
  void whoChargesForItIsPaidByTokens() {
    String model = serve("judges-paid", Rates.of(Money.ofUsd("1"), Money.ZERO));
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response =
        ask(
            caller,
            model,
            "[{\"type\":\"text\",\"text\":\"one two\"},{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://x/y.png\"}}]");

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(GatewayWorld.header(response, "x-nemo-cost-status")).isEqualTo("estimated");
    assertThat(world.settledCall(caller)).containsEntry("cost", 2_000L);
    world.assertBooksBalance(caller);
  }

  @Test
  void mistakesAreNamed() {
    String model = serve("judges-mistakes", FREE);
    Caller caller = world.callerWithCredit("1");

    for (String input : List.of("7", "[]", "null", "[{}]", "[[1]]")) {
      HttpResponse<String> response = ask(caller, model, input);
      assertThat(response.statusCode()).as(input).isEqualTo(400);
      assertThat(GatewayWorld.json(response).path("error").path("param").asText())
          .isEqualTo("input");
    }
  }

  private String serve(String name, @Nullable Rates rates) {
    return world.serve(Operation.MODERATIONS, name, rates, null, wire -> wire.json(200, VERDICT));
  }

  private HttpResponse<String> ask(Caller caller, String model, String input) {
    return world.post(
        "/v1/moderations",
        caller.secret(),
        "{\"model\":\"" + model + "\",\"input\":" + input + "}");
  }
}
