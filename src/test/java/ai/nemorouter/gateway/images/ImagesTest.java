package ai.nemorouter.gateway.images;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.catalog.price.Price;
import ai.nemorouter.catalog.price.Rates;
import ai.nemorouter.gateway.GatewayWorld;
import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.dialect.Operation;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ImagesTest {
  private static final Rates FREE = Rates.of(Money.ZERO, Money.ZERO);

  /// Four cents for an image.
  private static final Price.UnitPrice EACH =
      new Price.UnitPrice(Price.Unit.IMAGE, Money.ofUsd("40000"));

  /// gpt-image-1: $5 for a million tokens of text, $40 for a million of images.
  private static final Rates BY_TOKENS = Rates.of(Money.ofUsd("5"), Money.ofUsd("40"));

  private final GatewayWorld world;

  ImagesTest(GatewayWorld world) {
    this.world = world;
  }

  @Test
  void imagesThatCameAreBilledAndNotThoseAskedFor() {
    String model =
        serve(
            "images-fewer",
            FREE,
            EACH,
            "{\"created\":1,\"data\":[{\"b64_json\":\"aa\"},{\"url\":\"u\"}]}");
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response =
        ask(caller, model, "\"prompt\":\"a cat\",\"n\":3,\"size\":\"512x512\",\"style\":\"vivid\"");

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    JsonNode answer = GatewayWorld.json(response);
    assertThat(answer.path("data").path(0).path("b64_json").asText()).isEqualTo("aa");
    assertThat(answer.path("data").path(1).path("url").asText()).isEqualTo("u");
    assertThat(response.body()).contains("\"cost\":0.08");
    assertThat(GatewayWorld.header(response, "x-nemo-request-cost")).isEqualTo("0.08");
    assertThat(GatewayWorld.header(response, "x-nemo-cost-status")).isEqualTo("exact");
    assertThat(world.settledCall(caller))
        .containsEntry("operation", "images")
        .containsEntry("units", 2L)
        .containsEntry("held", 120_000_000L)
        .containsEntry("cost", 80_000_000L)
        .containsEntry("cost_source", "catalog");
    JsonNode sent = sent("images-fewer");
    assertThat(sent.path("model").asText()).isEqualTo("images-fewer");
    assertThat(sent.path("n").asInt()).isEqualTo(3);
    assertThat(sent.path("size").asText()).isEqualTo("512x512");
    assertThat(sent.path("style").asText()).isEqualTo("vivid");
    world.assertBooksBalance(caller);
  }

  @Test
  void moreImagesThanTheMoneyPaysForAreNotAskedFor() {
    String model = serve("images-poor", FREE, EACH, "{\"data\":[{\"url\":\"u\"}]}");
    Caller caller = world.callerWithCredit("0.1");

    HttpResponse<String> tooMany = ask(caller, model, "\"prompt\":\"a cat\",\"n\":3");
    HttpResponse<String> enough = ask(caller, model, "\"prompt\":\"a cat\",\"n\":2");

    assertThat(tooMany.statusCode()).as(tooMany.body()).isEqualTo(402);
    assertThat(enough.statusCode()).isEqualTo(200);
    assertThat(world.upstream().received("images-poor")).hasSize(1);
    world.assertBooksBalance(caller);
  }

  @Test
  void imagesByTokensAreHeldByOpenAisTableAndBilledByTheirCount() {
    String model =
        serve(
            "gpt-image-1",
            BY_TOKENS,
            null,
            "{\"data\":[{\"b64_json\":\"aa\"}],\"usage\":{\"input_tokens\":13,\"output_tokens\":1056,"
                + "\"total_tokens\":1069,\"input_tokens_details\":{\"text_tokens\":13,\"image_tokens\":0}}}");
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response =
        ask(caller, model, "\"prompt\":\"a cat\",\"quality\":\"medium\",\"size\":\"1024x1024\"");

    // 13 × $5 + 1,056 × $40, per million.
    assertThat(GatewayWorld.header(response, "x-nemo-request-cost")).isEqualTo("0.042305");
    JsonNode usage = GatewayWorld.json(response).path("usage");
    assertThat(usage.path("input_tokens_details").path("text_tokens").asInt()).isEqualTo(13);
    assertThat(usage.path("cost").decimalValue()).isEqualByComparingTo("0.042305");
    assertThat(world.settledCall(caller))
        .containsEntry("completion_tokens", 1_056L)
        .containsEntry("units", 0L)
        .containsEntry("cost", 42_305_000L);
    assertThat((Long) world.settledCall(caller).get("held")).isBetween(42_305_000L, 43_500_000L);
    world.assertBooksBalance(caller);
  }

  @Test
  void aSilentProvidersTokensAreEstimatedFromTheTable() {
    String model =
        serve(
            "gpt-image-1-mini",
            BY_TOKENS,
            null,
            "{\"data\":[{},{}],\"quality\":\"low\",\"size\":\"1024x1024\"}");
    Caller caller = world.callerWithCredit("2");

    HttpResponse<String> response = ask(caller, model, "\"prompt\":\"a cat\",\"n\":2");

    assertThat(GatewayWorld.header(response, "x-nemo-cost-status")).isEqualTo("estimated");
    assertThat(GatewayWorld.json(response).path("usage").path("output_tokens").asInt())
        .isEqualTo(2 * 272);
    world.assertBooksBalance(caller);
  }

  /// OpenAI's guide "Image generation", section "Cost and latency".
  @Test
  void theTableOfTheGuideIsKept() {
    long[][] table = {{272, 408, 400}, {1_056, 1_584, 1_568}, {4_160, 6_240, 6_208}};
    List<String> qualities = List.of("low", "medium", "high");
    List<String> sizes = List.of("1024x1024", "1024x1536", "1536x1024");
    for (int q = 0; q < 3; q++) {
      for (int s = 0; s < 3; s++) {
        assertThat(ImageOutputTokens.most("gpt-image-1", sizes.get(s), qualities.get(q)))
            .isBetween(table[q][s], table[q][s] + 48);
        assertThat(ImageOutputTokens.most("acme-paints", sizes.get(s), qualities.get(q)))
            .isGreaterThanOrEqualTo(table[q][s]);
      }
    }
    assertThat(ImageOutputTokens.most("openai/gpt-image-1.5", "auto", "auto")).isEqualTo(6_240);
    // What OpenAI's calculator says of gpt-image-2.
    assertThat(ImageOutputTokens.most("gpt-image-2", "1024x1024", "high"))
        .isGreaterThanOrEqualTo(7_024);
  }

  @Test
  void mistakesAreNamed() {
    String model = serve("images-mistakes", FREE, EACH, "{}");
    Caller caller = world.callerWithCredit("1");

    assertThat(param(ask(caller, model, "\"n\":1"))).isEqualTo("prompt");
    assertThat(param(ask(caller, model, "\"prompt\":\"a\",\"n\":11"))).isEqualTo("n");
    assertThat(param(ask(caller, model, "\"prompt\":\"a\",\"n\":0"))).isEqualTo("n");
    assertThat(param(ask(caller, model, "\"prompt\":\"a\",\"stream\":true"))).isEqualTo("stream");
    assertThat(world.upstream().received("images-mistakes")).isEmpty();
  }

  private String serve(String name, Rates rates, Price.@Nullable UnitPrice perUnit, String answer) {
    return world.serve(Operation.IMAGES, name, rates, perUnit, wire -> wire.json(200, answer));
  }

  private HttpResponse<String> ask(Caller caller, String model, String fields) {
    return world.post(
        "/v1/images/generations", caller.secret(), "{\"model\":\"" + model + "\"," + fields + "}");
  }

  private JsonNode sent(String model) {
    return Json.parseObject(world.upstream().received(model).getFirst().body().getBytes(UTF_8));
  }

  private static String param(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    return GatewayWorld.json(response).path("error").path("param").asText();
  }
}
