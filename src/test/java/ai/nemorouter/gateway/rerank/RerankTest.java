package ai.nemorouter.gateway.rerank;

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
import java.util.Collections;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RerankTest {
  private static final Rates FREE = Rates.of(Money.ZERO, Money.ZERO);

  /// Cohere: $2 for a thousand searches.
  private static final Price.UnitPrice PER_SEARCH =
      new Price.UnitPrice(Price.Unit.SEARCH, Money.ofUsd("2000"));

  private static final String RESULTS =
      "\"results\":[{\"index\":1,\"relevance_score\":0.98},{\"index\":0,\"relevance_score\":0.1}]";

  private final GatewayWorld world;

  RerankTest(GatewayWorld world) {
    this.world = world;
  }

  @Test
  void resultsBringTheirDocumentsAndSearchesAreBilledAsReported() {
    String model =
        serve(
            "ranks",
            FREE,
            PER_SEARCH,
            "{\"id\":\"up\"," + RESULTS + ",\"meta\":{\"billed_units\":{\"search_units\":1}}}");
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response =
        ask(
            caller,
            model,
            "\"query\":\"capital\",\"documents\":[\"a cat\",{\"text\":\"Berlin\"}],\"top_n\":1");

    JsonNode answer = GatewayWorld.json(response);
    assertThat(answer.path("results")).hasSize(1);
    assertThat(answer.path("results").path(0).toString())
        .isEqualTo("{\"index\":1,\"relevance_score\":0.98,\"document\":{\"text\":\"Berlin\"}}");
    assertThat(answer.path("id").asText()).startsWith("gen-");
    assertThat(answer.path("model").asText()).isEqualTo(model);
    assertThat(answer.path("provider").asText()).isEqualTo("scripted-ranks");
    assertThat(answer.path("usage").path("search_units").asInt()).isEqualTo(1);
    assertThat(answer.path("usage").path("cost").decimalValue()).isEqualByComparingTo("0.002");
    assertThat(world.settledCall(caller))
        .containsEntry("operation", "rerank")
        .containsEntry("units", 1L)
        .containsEntry("cost", 2_000_000L)
        .containsEntry("held", 2_000_000L)
        .containsEntry("cost_source", "catalog");
    JsonNode sent =
        Json.parseObject(world.upstream().received("ranks").getFirst().body().getBytes(UTF_8));
    assertThat(sent.path("documents").toString()).isEqualTo("[\"a cat\",\"Berlin\"]");
    assertThat(sent.path("top_n").asInt()).isEqualTo(1);
    assertThat(sent.path("query").asText()).isEqualTo("capital");
    world.assertBooksBalance(caller);
  }

  @Test
  void documentsStayAwayWhereTheyAreNotWanted() {
    String model = serve("ranks-bare", FREE, PER_SEARCH, "{" + RESULTS + "}");

    HttpResponse<String> response =
        ask(
            world.callerWithCredit("1"),
            model,
            "\"query\":\"q\",\"documents\":[\"a\",\"b\"],\"return_documents\":false");

    assertThat(response.body()).doesNotContain("\"document\"");
    assertThat(GatewayWorld.header(response, "x-nemo-cost-status")).isEqualTo("estimated");
  }

  @Test
  void byTokensTheReportedOnesAreBilled() {
    String model =
        serve(
            "ranks-tokens",
            Rates.of(Money.ofUsd("0.05"), Money.ZERO),
            null,
            "{" + RESULTS + ",\"usage\":{\"total_tokens\":9}}");
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response =
        ask(caller, model, "\"query\":\"q\",\"documents\":[\"a\",\"b\"]");

    assertThat(GatewayWorld.header(response, "x-nemo-request-cost")).isEqualTo("0.00000045");
    assertThat(GatewayWorld.header(response, "x-nemo-cost-status")).isEqualTo("exact");
    world.assertBooksBalance(caller);
  }

  @Test
  void longAndManyDocumentsAreMoreSearches() {
    RerankTokens few = RerankTokens.of("q", Collections.nCopies(100, "a b c"), "openai/gpt-4o");
    RerankTokens many = RerankTokens.of("q", Collections.nCopies(101, "a b c"), "openai/gpt-4o");
    RerankTokens parts =
        RerankTokens.of("q", Collections.nCopies(60, "word ".repeat(600)), "openai/gpt-4o");

    assertThat(few.mostSearches()).isEqualTo(1);
    assertThat(many.mostSearches()).isEqualTo(2);
    assertThat(parts.mostSearches()).isEqualTo(2);
  }

  @Test
  void aResultForADocumentThatNobodySentIsNoAnswer() {
    String model =
        serve("ranks-odd", FREE, PER_SEARCH, "{\"results\":[{\"index\":7,\"relevance_score\":1}]}");
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response = ask(caller, model, "\"query\":\"q\",\"documents\":[\"a\"]");

    assertThat(response.statusCode()).isEqualTo(502);
    world.assertBooksBalance(caller);
  }

  @Test
  void mistakesAreNamed() {
    String model = serve("ranks-mistakes", FREE, PER_SEARCH, "{}");
    Caller caller = world.callerWithCredit("1");
    Map<String, String> mistakes =
        Map.of(
            "\"documents\":[\"a\"]", "query",
            "\"query\":\"q\"", "documents",
            "\"query\":\"q\",\"documents\":[]", "documents",
            "\"query\":\"q\",\"documents\":[{\"title\":\"t\"}]", "documents",
            "\"query\":\"q\",\"documents\":[\"a\"],\"top_n\":0", "top_n");
    mistakes.forEach((fields, param) -> {
      HttpResponse<String> response = ask(caller, model, fields);
      assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
      assertThat(GatewayWorld.json(response).path("error").path("param").asText()).isEqualTo(param);
    });
    assertThat(world.upstream().received("ranks-mistakes")).isEmpty();
  }

  private String serve(String name, Rates rates, Price.@Nullable UnitPrice perUnit, String answer) {
    return world.serve(Operation.RERANK, name, rates, perUnit, wire -> wire.json(200, answer));
  }

  private HttpResponse<String> ask(Caller caller, String model, String fields) {
    return world.post(
        "/v1/rerank", caller.secret(), "{\"model\":\"" + model + "\"," + fields + "}");
  }
}
