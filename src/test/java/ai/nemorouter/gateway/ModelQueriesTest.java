package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.catalog.Catalog;
import ai.nemorouter.catalog.ProviderListing;
import ai.nemorouter.catalog.alias.Aliases;
import ai.nemorouter.catalog.price.Price;
import ai.nemorouter.catalog.price.Rates;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.Provider;
import ai.nemorouter.provider.dialect.Dialects;
import ai.nemorouter.provider.dialect.Operation;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What clients are told about models, in OpenAI's words and in OpenRouter's.
@QuarkusTest
class ModelQueriesTest {
  private static final String PROVIDER = "listing-own";

  private final GatewayWorld world;
  private final Catalog catalog;
  private final Aliases aliases;
  private final Dialects dialects;
  private GatewayWorld.Caller caller;

  ModelQueriesTest(GatewayWorld world, Catalog catalog, Aliases aliases, Dialects dialects) {
    this.world = world;
    this.catalog = catalog;
    this.aliases = aliases;
    this.dialects = dialects;
  }

  @BeforeEach
  void serveModels() {
    caller = world.callerWithCredit("1");
    Rates rates =
        new Rates(Money.ofUsd("2.5"), Money.ofUsd("1.25"), Money.ofUsd("3"), Money.ofUsd("10"));
    Rates longRates = Rates.of(Money.ofUsd("5"), Money.ofUsd("20"));
    Provider provider =
        new Provider(
            PROVIDER,
            dialects.get(Provider.OPENAI),
            URI.create("http://127.0.0.1:9/v1"),
            "secret",
            Provider.DEFAULT_COST_HEADER,
            false,
            caller.place().orgId());
    world.offer(
        provider,
        new ProviderListing(
            "openai/gpt-4o",
            "GPT-4o",
            "gpt-4o",
            Set.of(Operation.CHAT),
            128_000,
            16_384,
            rates,
            new Price.LongPrompts(100_000, longRates),
            null,
            "test"),
        new ProviderListing(
            "openai/text-embedding-3-small",
            "Embedding",
            "text-embedding-3-small",
            Set.of(Operation.EMBEDDINGS),
            8_192,
            1,
            Rates.of(Money.ofUsd("0.02"), Money.ZERO),
            null,
            null,
            "test"),
        ProviderListing.chat("acme/no-price", "No price", "no-price", 1, 1, null, null, "test"));
  }

  @AfterEach
  void withdraw() {
    catalog.withdraw(caller.place().orgId(), PROVIDER);
  }

  /// Row 98.
  @Test
  void theListHasTheFieldsThatBothKindsOfClientsRequire() {
    ObjectNode list = answer("/v1/models?q=gpt-4o", 200);

    assertThat(list.path("object").asText()).isEqualTo("list");
    assertThat(list.path("total_count").asInt()).isEqualTo(list.path("data").size());
    assertThat(list.path("links").has("next")).isTrue();
    JsonNode model = entry(list, "openai/gpt-4o");
    assertThat(model.path("object").asText()).isEqualTo("model");
    assertThat(model.path("created").isIntegralNumber()).isTrue();
    assertThat(model.path("owned_by").asText()).isEqualTo("openai");
    assertThat(model.path("canonical_slug").asText()).isEqualTo("openai/gpt-4o");
    assertThat(model.path("name").asText()).isEqualTo("GPT-4o");
    assertThat(model.path("context_length").asLong()).isEqualTo(128_000);
    assertThat(model.path("architecture").path("modality").asText()).isEqualTo("text+image->text");
    assertThat(model.path("top_provider").path("is_moderated").isBoolean()).isTrue();
    assertThat(model.path("supported_parameters")).isNotEmpty();
    assertThat(model.path("links").path("details").asText())
        .isEqualTo("/api/v1/models/openai/gpt-4o/endpoints");
    for (String required :
        List.of("per_request_limits", "default_parameters", "supported_voices")) {
      assertThat(model.has(required)).as(required).isTrue();
    }
  }

  /// Row 98.
  @Test
  void pricesAreDecimalStringsPerToken() {
    JsonNode pricing = entry(answer("/v1/models", 200), "openai/gpt-4o").path("pricing");

    assertThat(pricing.path("prompt").asText()).isEqualTo("0.0000025");
    assertThat(pricing.path("prompt").isTextual()).isTrue();
    assertThat(pricing.path("completion").asText()).isEqualTo("0.00001");
    assertThat(pricing.path("input_cache_read").asText()).isEqualTo("0.00000125");
    assertThat(pricing.path("input_cache_write").asText()).isEqualTo("0.000003");
    JsonNode override = pricing.path("overrides").path(0);
    assertThat(override.path("min_prompt_tokens").asLong()).isEqualTo(100_000);
    assertThat(override.path("prompt").asText()).isEqualTo("0.000005");
  }

  /// Row 98.
  @Test
  void onlyWhatTheKeyMayUseIsListed() {
    GatewayWorld.Caller stranger = world.callerWithCredit("1");

    assertThat(ids(answer("/v1/models/user", 200)))
        .contains("openai/gpt-4o")
        .doesNotContain("acme/no-price");
    assertThat(ids(json(get("/v1/models", stranger.secret())))).doesNotContain("openai/gpt-4o");
    assertThat(get("/v1/models/openai/gpt-4o", stranger.secret()).statusCode()).isEqualTo(404);
  }

  @Test
  void anOrganizationsAliasesAreEntriesOfTheirOwn() {
    aliases.add(caller.place().owner(), new Aliases.Wanted("smart", "openai/gpt-4o", false));

    ObjectNode list = answer("/v1/models", 200);

    assertThat(entry(list, "smart").path("canonical_slug").asText()).isEqualTo("openai/gpt-4o");
    assertThat(answer("/v1/models/smart", 200).path("id").asText()).isEqualTo("openai/gpt-4o");
  }

  /// Row 99.
  @Test
  void aModelIsFoundInOnePieceInTwoAndAsAVariant() {
    ObjectNode plain = answer("/v1/models/openai/gpt-4o", 200);

    assertThat(plain.path("id").asText()).isEqualTo("openai/gpt-4o");
    for (String path :
        List.of(
            "/v1/models/openai%2Fgpt-4o:free",
            "/v1/models/openai%2Fgpt-4o",
            "/v1/models/openai%2Fgpt-4o%3Afree",
            "/api/v1/models/openai/gpt-4o/",
            "/v1/models/gpt-4o",
            "/v1/models/gpt-4o-2024-08-06")) {
      assertThat(answer(path, 200)).as(path).isEqualTo(plain);
    }
  }

  /// Row 99.
  @Test
  void anUnknownModelIs404() {
    ObjectNode error = answer("/v1/models/openai/gpt-nowhere", 404);

    assertThat(error.path("error").path("code").asInt()).isEqualTo(404);
    assertThat(error.path("error").path("metadata").path("reason").asText())
        .isEqualTo("model_not_found");
    answer("/v1/models/acme/no-price", 404);
  }

  /// Row 100.
  @Test
  void endpointsOfAModelAndProvidersHaveTheirShapes() {
    JsonNode data = answer("/v1/models/openai/gpt-4o/endpoints", 200).path("data");

    assertThat(data.path("id").asText()).isEqualTo("openai/gpt-4o");
    assertThat(data.path("architecture").path("input_modalities")).isNotEmpty();
    JsonNode endpoint = data.path("endpoints").path(0);
    assertThat(endpoint.path("tag").asText()).isEqualTo(PROVIDER);
    assertThat(endpoint.path("pricing").path("prompt").asText()).isEqualTo("0.0000025");
    for (String field :
        List.of(
            "name",
            "model_id",
            "model_name",
            "provider_name",
            "context_length",
            "max_completion_tokens",
            "max_prompt_tokens",
            "quantization",
            "supported_parameters",
            "status",
            "uptime_last_30m",
            "supports_implicit_caching")) {
      assertThat(endpoint.has(field)).as(field).isTrue();
    }
    assertThat(answer("/v1/models/openai%2Fgpt-4o/endpoints", 200).path("data")).isEqualTo(data);
    assertThat(answer("/v1/model/openai/gpt-4o", 200).path("data"))
        .isEqualTo(answer("/v1/models/openai/gpt-4o", 200));
    assertThat(answer("/v1/providers", 200).path("data"))
        .anyMatch(provider -> provider.path("slug").asText().equals(PROVIDER));
  }

  /// Row 101.
  @Test
  void theListIsPublicButABadKeyIsRefused() {
    Response open = RestAssured.get("/v1/models");
    assertThat(open.statusCode()).isEqualTo(200);
    assertThat(ids(json(open))).doesNotContain("openai/gpt-4o");

    Response refused = get("/v1/models", "sk-nemo-nonsense");
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(json(refused).path("error").path("code").asInt()).isEqualTo(401);
    assertThat(RestAssured.get("/v1/models/user").statusCode()).isEqualTo(401);
    assertThat(RestAssured.get("/v1/providers").statusCode()).isEqualTo(401);
  }

  @Test
  void theListIsNarrowedSortedAndCutIntoPages() {
    assertThat(ids(answer("/v1/embeddings/models", 200)))
        .contains("openai/text-embedding-3-small")
        .doesNotContain("openai/gpt-4o");
    assertThat(ids(answer("/v1/models?output_modalities=embeddings", 200)))
        .contains("openai/text-embedding-3-small")
        .doesNotContain("openai/gpt-4o");
    assertThat(ids(answer("/v1/models?supported_parameters=tools", 200)))
        .contains("openai/gpt-4o")
        .doesNotContain("openai/text-embedding-3-small");
    assertThat(ids(answer("/v1/models?provider=listing-own&sort=pricing-high-to-low", 200)))
        .containsExactly("openai/gpt-4o", "openai/text-embedding-3-small");

    ObjectNode first = answer("/v1/models?provider=listing-own&limit=1", 200);
    assertThat(ids(first)).containsExactly("openai/gpt-4o");
    assertThat(first.path("total_count").asInt()).isEqualTo(2);
    assertThat(ids(answer(first.path("links").path("next").asText(), 200)))
        .containsExactly("openai/text-embedding-3-small");
    assertThat(
            answer("/v1/models/count?provider=listing-own", 200).path("data").path("count").asInt())
        .isEqualTo(2);
  }

  @Test
  void aParameterThatMakesNoSenseIsRefusedByName() {
    assertThat(answer("/v1/models?limit=many", 400).path("error").path("param").asText())
        .isEqualTo("limit");
    assertThat(answer("/v1/models?sort=nicest", 400).path("error").path("param").asText())
        .isEqualTo("sort");
  }

  private ObjectNode answer(String path, int status) {
    Response response = get(path, caller.secret());
    assertThat(response.statusCode()).as(path + response.asString()).isEqualTo(status);
    return json(response);
  }

  private static Response get(String path, String secret) {
    return RestAssured.given()
        .urlEncodingEnabled(false)
        .header("authorization", "Bearer " + secret)
        .get(path);
  }

  private static ObjectNode json(Response response) {
    return Json.parseObject(response.asString().getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> ids(ObjectNode list) {
    return StreamSupport.stream(list.path("data").spliterator(), false)
        .map(model -> model.path("id").asText())
        .toList();
  }

  private static JsonNode entry(ObjectNode list, String id) {
    return StreamSupport.stream(list.path("data").spliterator(), false)
        .filter(model -> model.path("id").asText().equals(id))
        .findFirst()
        .orElseThrow();
  }
}
