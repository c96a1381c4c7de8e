package ai.nemorouter.migration.check;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.catalog.Catalog;
import ai.nemorouter.catalog.ProviderListing;
import ai.nemorouter.catalog.price.Rates;
import ai.nemorouter.gateway.GatewayWorld;
import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.migration.MigrationConfig;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.Provider;
import ai.nemorouter.provider.dialect.Dialects;
import ai.nemorouter.testsupport.Visitor;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The check of model names over HTTP, as an API and as a page.
@QuarkusTest
class MigrationApiTest {
  private static final String CODE =
      """
      client = OpenAI(base_url="https://openrouter.ai/api/v1", api_key="sk-or-v1-0123456789abcdef0123456789abcdef")
      client.chat.completions.create(model="openai/gpt-4o-mini", extra_body={"transforms": ["middle-out"]})
      client.chat.completions.create(model="moved/llama-9-large")
      client.chat.completions.create(model="moved/lama-9-large")
      """;

  private final GatewayWorld world;
  private final Catalog catalog;
  private final Dialects dialects;
  private final Visitor visitor;

  MigrationApiTest(GatewayWorld world, Catalog catalog, Dialects dialects, Visitor visitor) {
    this.world = world;
    this.catalog = catalog;
    this.dialects = dialects;
    this.visitor = visitor;
  }

  @BeforeEach
  void offerModels() {
    catalog.offer(
        provider("moved", null),
        List.of(
            listing("openai/gpt-4o-mini", "0.165", "0.54"),
            listing("moved/llama-9-large", "1", "2"),
            ProviderListing.chat("moved/no-price", "n", "n", 0, 100, null, null, "test")));
  }

  /// Row 115.
  @Test
  void aListOfNamesIsComparedWithWhatCanBeCalledHere() {
    Response answer =
        given().get("/v1/migration/check?models=openai/gpt-4o-mini,moved/lama-9-large");

    JsonNode report = json(answer, 200);
    assertThat(report.path("resolved").asInt()).isEqualTo(1);
    assertThat(report.path("misses")).hasSize(1);
    JsonNode hit = report.at("/models/0");
    assertThat(hit.path("slug").asText()).isEqualTo("openai/gpt-4o-mini");
    assertThat(hit.path("provider").asText()).isEqualTo("moved");
    assertThat(hit.at("/price/input_per_million_usd").decimalValue()).isEqualByComparingTo("0.165");
    assertThat(hit.at("/origin/catalog").asText()).isEqualTo("OpenRouter");
    assertThat(hit.at("/origin/price/input_per_million_usd").decimalValue())
        .isEqualByComparingTo("0.15");
    assertThat(hit.at("/origin/input_difference").asText()).isEqualTo("+10%");
    assertThat(hit.at("/origin/output_difference").asText()).isEqualTo("−10%");
    assertThat(hit.path("differences").toString()).contains("Context: 99,000 tokens here");
    JsonNode miss = report.at("/models/1");
    assertThat(miss.path("resolves").asBoolean(true)).isFalse();
    assertThat(miss.at("/nearest/0").asText()).isEqualTo("moved/llama-9-large");
    assertThat(miss.path("nearest").size()).isBetween(1, 5);
    assertThat(miss.path("remedy").asText()).contains("alias");
  }

  /// Row 115.
  @Test
  void aScriptFailsWhereAModelIsMissing() {
    String miss = "/v1/migration/check?models=openai/gpt-4o-mini,moved/no-price&fail_on_miss=true";
    JsonNode failed = json(given().get(miss), 409);
    JsonNode passed =
        json(given().get("/v1/migration/check?models=GPT-4o-mini&fail_on_miss=true"), 200);

    assertThat(failed.at("/error/metadata/reason").asText()).isEqualTo("models_missing");
    assertThat(failed.at("/error/message").asText()).contains("moved/no-price");
    assertThat(failed.at("/models/1/resolves").asBoolean()).isTrue();
    assertThat(failed.at("/models/1/callable").asBoolean(true)).isFalse();
    assertThat(passed.path("misses")).isEmpty();
    assertThat(passed.at("/models/0/origin/catalog").asText()).isEqualTo("OpenAI");
  }

  @Test
  void codeIsReadAndItsSecretsAreNotRepeated() {
    Response answer = given().contentType("text/plain").body(CODE).post("/v1/migration/check/");

    JsonNode report = json(answer, 200);
    assertThat(report.at("/models").findValuesAsText("name"))
        .containsExactly("openai/gpt-4o-mini", "moved/llama-9-large", "moved/lama-9-large");
    assertThat(report.at("/secrets/0/kind").asText()).isEqualTo("OpenRouter key");
    assertThat(report.path("warning").asText()).contains("rotate");
    assertThat(report.path("hints").findValuesAsText("what"))
        .contains("OpenRouter's base URL", "OpenAI's library", "transforms");
    assertThat(report.toString()).contains(report.path("base_url").asText());
    assertThat(answer.asString()).doesNotContain("0123456789abcdef");
    assertThat(
            json(
                    given()
                        .contentType("application/json")
                        .body(Json.write(Json.object().put("text", CODE)))
                        .post("/api/v1/migration/check"),
                    200)
                .path("models"))
        .isEqualTo(report.path("models"));
  }

  @Test
  void aKeyAddsTheModelsOfItsOrganization() {
    Caller caller = world.callerWithCredit("1");
    catalog.offer(
        provider("house", caller.place().orgId()), List.of(listing("house/own-7b", "1", "1")));
    String path = "/v1/migration/check?models=house/own-7b";

    assertThat(json(given().get(path), 200).path("misses")).hasSize(1);
    assertThat(json(withKey(caller.secret()).get(path), 200).path("misses")).isEmpty();
    assertThat(json(withKey("sk-nemo-nonsense").get(path), 401).at("/error/code").asInt())
        .isEqualTo(401);
  }

  @Test
  void whatCannotBeReadIsRefusedWithAReason() {
    assertThat(json(given().get("/v1/migration/check"), 400).at("/error/param").asText())
        .isEqualTo("models");
    assertThat(json(post("{\"models\":[1]}"), 400).at("/error/param").asText()).isEqualTo("models");
    assertThat(json(post("{\"models\":"), 400).at("/error/message").asText()).contains("line 1");
    assertThat(
            json(given().get("/v1/migration/check?models=a&fail_on_miss=maybe"), 400)
                .at("/error/param")
                .asText())
        .isEqualTo("fail_on_miss");
    Response large =
        given()
            .contentType("text/plain")
            .body("x".repeat(256 * 1024 + 1))
            .post("/v1/migration/check");
    assertThat(json(large, 413).at("/error/metadata/error_type").asText())
        .isEqualTo("payload_too_large");
    Response secret = given().get("/v1/migration/check?models=sk-or-v1-0123456789abcdef");
    assertThat(json(secret, 200).path("secrets")).hasSize(1);
    assertThat(secret.asString()).doesNotContain("0123456789abcdef");
  }

  @Test
  void anAddressMayAskSoOftenAMinute() {
    Instant now = Instant.parse("2026-11-22T10:00:00Z");
    CheckThrottle throttle =
        new CheckThrottle(
            new MigrationConfig() {
              @Override
              public int checksPerMinute() {
                return 2;
              }

              @Override
              public URI openrouterUrl() {
                return URI.create("https://openrouter.example/api/v1");
              }

              @Override
              public boolean allowPrivateSources() {
                return false;
              }
            });
    throttle.countOrThrow("a", 100, now);
    throttle.countOrThrow("a", 100, now.plusSeconds(59));

    assertThatThrownBy(() -> throttle.countOrThrow("a", 100, now.plusSeconds(59)))
        .hasMessageContaining("2 texts of 16 KB checked in a minute")
        .hasMessageContaining("2 seconds");
    throttle.countOrThrow("b", 100, now.plusSeconds(59));
    throttle.countOrThrow("a", 100, now.plusSeconds(60));
    // A long text is as good as several.
    assertThatThrownBy(() -> throttle.countOrThrow("c", 40 * 1024, now))
        .hasMessageContaining("Try again");
  }

  @Test
  void everybodyMayUseThePageAndItRepeatsNothingOfTheText() {
    String open = given().get("/migration").asString();
    String checked =
        Visitor.browser()
            .formParam("text", CODE)
            .post("/migration")
            .then()
            .statusCode(200)
            .extract()
            .asString();

    assertThat(open).contains("Move here in an afternoon", "change-python", "/v1");
    assertThat(checked)
        .contains("moved/llama-9-large", "Not available here", "+10%", "Rotate them")
        .doesNotContain("0123456789abcdef", "middle-out");
    assertThat(Visitor.browser().formParam("text", " ").post("/migration").statusCode())
        .isEqualTo(422);
    assertThat(
            Visitor.browser()
                .formParam("text", "ü".repeat(200_000))
                .post("/migration")
                .statusCode())
        .isEqualTo(422);
    assertThat(given().formParam("text", CODE).post("/migration").statusCode()).isEqualTo(403);
  }

  @Test
  void theConsolesPageKnowsTheOrganizationsModels() {
    Caller caller = world.callerWithCredit("1");
    catalog.offer(
        provider("house", caller.place().orgId()), List.of(listing("house/own-8b", "1", "1")));
    String path = caller.place().path("migration");

    String checked =
        visitor
            .owner(caller.place().orgId())
            .browser()
            .formParam("text", "model=house/own-8b")
            .post(path)
            .asString();

    assertThat(checked).contains("All resolve", "house/own-8b");
    String missing =
        visitor
            .owner(caller.place().orgId())
            .browser()
            .formParam("text", "model=house/own-9b")
            .post(path)
            .asString();
    assertThat(missing).contains("aliases/new?name=house%2Fown-9b&target=house%2Fown-8b");
    assertThat(
            Visitor.browser().formParam("text", "model=house/own-8b").post("/migration").asString())
        .contains("Not available here");
  }

  private Provider provider(String name, @Nullable UUID orgId) {
    return new Provider(
        name,
        dialects.get("openai"),
        URI.create("http://127.0.0.1:9/v1"),
        null,
        Provider.DEFAULT_COST_HEADER,
        false,
        orgId);
  }

  private static ProviderListing listing(String slug, String input, String output) {
    Rates rates = Rates.of(Money.ofUsd(input), Money.ofUsd(output));
    return ProviderListing.chat(slug, slug, slug, 99_000, 4_096, rates, null, "test");
  }

  private static RequestSpecification withKey(String secret) {
    return given().header("Authorization", "Bearer " + secret);
  }

  private static Response post(String body) {
    return given().contentType("application/json").body(body).post("/v1/migration/check");
  }

  private static JsonNode json(Response response, int status) {
    assertThat(response.statusCode()).as(response.asString()).isEqualTo(status);
    return Json.parseObject(response.asString().getBytes(StandardCharsets.UTF_8));
  }
}
