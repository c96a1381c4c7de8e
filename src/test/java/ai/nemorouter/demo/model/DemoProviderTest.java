package ai.nemorouter.demo.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.catalog.Catalog;
import ai.nemorouter.catalog.Offering;
import ai.nemorouter.catalog.ProviderListing;
import ai.nemorouter.catalog.price.Rates;
import ai.nemorouter.demo.WithDemo;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.Provider;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(WithDemo.class)
class DemoProviderTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @Inject DemoProvider provider;
  @Inject Catalog catalog;

  @Test
  void anAnswerNamesTheTopicSaysThatItIsADemoAndIsTheSameEachTime() throws Exception {
    JsonNode first = json(chat("haiku-small", ""));
    JsonNode second = json(chat("demo/haiku-small", ""));

    String text = first.at("/choices/0/message/content").textValue();
    assertThat(text).contains("offline demo provider", "growing tomatoes");
    assertThat(second.at("/choices/0/message/content").textValue()).isEqualTo(text);
    assertThat(first.at("/choices/0/finish_reason").textValue()).isEqualTo("stop");
    assertThat(first.at("/usage/total_tokens").intValue())
        .isEqualTo(
            first.at("/usage/prompt_tokens").intValue()
                + first.at("/usage/completion_tokens").intValue());
  }

  @Test
  void eachPricedModelTellsItsCostInItsOwnWay() throws Exception {
    HttpResponse<String> inBody = chat("haiku-small", "");
    HttpResponse<String> inHeader = chat("sonnet-large", "");
    HttpResponse<String> nowhere = chat("catalog-priced", "");

    JsonNode usage = json(inBody).get("usage");
    BigDecimal expected =
        new BigDecimal("0.00000025")
            .multiply(usage.get("prompt_tokens").decimalValue())
            .add(
                new BigDecimal("0.00000125")
                    .multiply(usage.get("completion_tokens").decimalValue()));
    assertThat(usage.get("cost").decimalValue()).isEqualByComparingTo(expected);
    assertThat(inBody.headers().firstValue("x-litellm-response-cost")).isEmpty();
    assertThat(inHeader.headers().firstValue("x-litellm-response-cost").orElseThrow())
        .matches("0\\.\\d+");
    assertThat(json(inHeader).get("usage").has("cost")).isFalse();
    assertThat(nowhere.headers().firstValue("x-litellm-response-cost")).isEmpty();
    assertThat(json(nowhere).get("usage").has("cost")).isFalse();
  }

  @Test
  void theOutputCeilingIsKept() throws Exception {
    JsonNode older = json(chat("haiku-small", ",\"max_tokens\":7"));
    JsonNode newer = json(chat("haiku-small", ",\"max_completion_tokens\":5"));

    assertThat(older.at("/usage/completion_tokens").intValue()).isEqualTo(7);
    assertThat(older.at("/choices/0/finish_reason").textValue()).isEqualTo("length");
    assertThat(newer.at("/usage/completion_tokens").intValue()).isEqualTo(5);
  }

  @Test
  void aStreamCarriesTheSameTextInPiecesThenUsageThenDone() throws Exception {
    String whole = json(chat("haiku-small", "")).at("/choices/0/message/content").textValue();

    List<String> events =
        events(chat("haiku-small", ",\"stream\":true,\"stream_options\":{\"include_usage\":true}"));

    assertThat(events.getLast()).isEqualTo("[DONE]");
    JsonNode usage = parse(events.get(events.size() - 2));
    assertThat(usage.get("choices")).isEmpty();
    assertThat(usage.at("/usage/cost").decimalValue()).isPositive();
    assertThat(parse(events.get(events.size() - 3)).at("/choices/0/finish_reason").textValue())
        .isEqualTo("stop");
    StringBuilder text = new StringBuilder();
    events
        .subList(0, events.size() - 2)
        .forEach(event -> text.append(parse(event).at("/choices/0/delta/content").asText()));
    assertThat(text.toString()).isEqualTo(whole);
  }

  @Test
  void aStreamWithoutIncludeUsageHasNoUsage() throws Exception {
    assertThat(chat("haiku-small", ",\"stream\":true").body()).doesNotContain("\"usage\"");
  }

  @Test
  void theRequestSetsThePace() throws Exception {
    long startedNanos = System.nanoTime();
    chat("haiku-small", ",\"stream\":true,\"metadata\":{\"tokens_per_second\":\"50\"}");
    Duration taken = Duration.ofNanos(System.nanoTime() - startedNanos);

    assertThat(taken).isBetween(Duration.ofMillis(800), Duration.ofSeconds(20));
  }

  @Test
  void failingModelsStandTogetherBehindThoseThatAnswer() {
    List<DemoModel> byName =
        Arrays.stream(DemoModel.values()).sorted(Comparator.comparing(DemoModel::slug)).toList();

    assertThat(byName.subList(0, 3))
        .containsExactlyInAnyOrder(
            DemoModel.HAIKU_SMALL, DemoModel.SONNET_LARGE, DemoModel.CATALOG_PRICED);
    assertThat(byName.subList(3, byName.size()))
        .allMatch(model ->
            model.slug().startsWith("demo/trouble-") && model.title().startsWith("Trouble: "));
  }

  @Test
  void failingModelsFailAsNamed() throws Exception {
    assertThat(chat("fails-503", "").statusCode()).isEqualTo(503);
    HttpResponse<String> limited = chat("fails-429", "");
    assertThat(limited.statusCode()).isEqualTo(429);
    assertThat(limited.headers().firstValue("retry-after")).contains("20");
    HttpResponse<String> html = chat("html-502", "");
    assertThat(html.statusCode()).isEqualTo(502);
    assertThat(html.headers().firstValue("content-type")).contains("text/html");
    assertThat(html.body()).startsWith("<html>");
    assertThat(chat("no-such-model", "").statusCode()).isEqualTo(404);
    assertThat(post("{\"model\":").statusCode()).isEqualTo(400);
    long startedNanos = System.nanoTime();
    assertThat(chat("slow-first-byte", "").statusCode()).isEqualTo(200);
    assertThat(System.nanoTime() - startedNanos).isGreaterThan(900_000_000L);
  }

  @Test
  void streamsBreakAsNamed() throws Exception {
    List<String> early = events(chat("ends-early", ",\"stream\":true"));
    List<String> framed = events(chat("error-frame", ",\"stream\":true"));

    assertThat(early).hasSize(7).doesNotContain("[DONE]");
    assertThat(parse(framed.getLast()).at("/error/code").intValue()).isEqualTo(502);
    assertThatThrownBy(() -> chat("breaks-mid-stream", ",\"stream\":true"))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> chat("breaks-mid-stream", "")).isInstanceOf(IOException.class);
  }

  @Test
  void aStreamStopsWhenTheCallerGoesAway() throws Exception {
    HttpResponse<InputStream> response =
        CLIENT.send(
            request(body("stalls", ",\"stream\":true")), HttpResponse.BodyHandlers.ofInputStream());
    await().atMost(Duration.ofSeconds(10)).until(() -> provider.streams() == 1);

    response.body().close();

    await().atMost(Duration.ofSeconds(10)).until(() -> provider.streams() == 0);
  }

  @Test
  void theCatalogueOffersEveryDemoModelWithItsPrice() {
    for (DemoModel model : DemoModel.values()) {
      Offering offering = catalog.resolve(model.slug()).orElseThrow();

      assertThat(offering.provider().demo()).isTrue();
      assertThat(offering.provider().baseUrl()).isEqualTo(provider.baseUrl());
      assertThat(offering.price()).isNotNull();
      assertThat(offering.name()).contains("demo");
    }
  }

  @Test
  void modelsOfOthersAreAnsweredAndLabelledUntilAProviderServesThem() throws Exception {
    for (String name :
        List.of("openai/gpt-4o", "gpt-4o", "gpt-4o-2024-08-06", "anthropic/claude-sonnet-4.5")) {
      Offering offering = catalog.resolve(name).orElseThrow();

      assertThat(offering.provider().name()).isEqualTo("demo");
      assertThat(offering.price()).isNotNull();
      JsonNode answer = json(chat(offering.upstreamModel(), ""));
      assertThat(answer.at("/model").textValue()).isEqualTo(offering.slug());
      assertThat(answer.at("/choices/0/message/content").textValue())
          .contains("offline demo provider");
    }
    Provider real =
        new Provider(
            "standing-in",
            catalog.resolve("gpt-4o").orElseThrow().provider().dialect(),
            provider.baseUrl(),
            null,
            Provider.DEFAULT_COST_HEADER,
            false);
    catalog.offer(
        real,
        List.of(
            ProviderListing.chat(
                "openai/gpt-4o", "x", "x", 0, 9, Rates.of(Money.ZERO, Money.ZERO), null, "test")));
    try {
      assertThat(catalog.find(null, "openai/gpt-4o"))
          .singleElement()
          .satisfies(offering -> assertThat(offering.provider().demo()).isFalse());
    } finally {
      catalog.withdraw(null, "standing-in");
    }
    assertThat(catalog.resolve("openai/gpt-4o").orElseThrow().provider().demo()).isTrue();
  }

  @Test
  void aToolIsCalledOnceWithArgumentsThatItsSchemaAllows() throws Exception {
    String tools =
        ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"weather\",\"parameters\":{\"type\":\"object\",\"required\":[\"city\",\"days\",\"unit\"],\"properties\":{\"city\":{\"type\":\"string\"},\"days\":{\"type\":\"integer\",\"minimum\":2},\"unit\":{\"enum\":[\"C\",\"F\"]}}}}}]";

    JsonNode whole = json(chat("haiku-small", tools)).at("/choices/0");
    String stream = chat("haiku-small", tools + ",\"stream\":true").body();
    String none = chat("haiku-small", tools + ",\"tool_choice\":\"none\"").body();

    assertThat(whole.at("/finish_reason").textValue()).isEqualTo("tool_calls");
    assertThat(whole.at("/message/tool_calls/0/function").toString())
        .isEqualTo(
            "{\"name\":\"weather\",\"arguments\":\"{\\\"city\\\":\\\"demo\\\",\\\"days\\\":2,\\\"unit\\\":\\\"C\\\"}\"}");
    assertThat(stream).contains("\"name\":\"weather\"", "\"finish_reason\":\"tool_calls\"");
    assertThat(none).contains("offline demo provider");
  }

  @Test
  void theResultOfAToolIsAnsweredInWords() throws Exception {
    String asked =
        "{\"model\":\"haiku-small\",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"weather\"}}],\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"weather\",\"arguments\":\"{}\"}}]},{\"role\":\"tool\",\"tool_call_id\":\"c\",\"content\":\"Sun\"}]}";

    assertThat(json(post(asked)).at("/choices/0/message/content").textValue())
        .contains("offline demo provider");
  }

  private HttpResponse<String> chat(String model, String more) throws Exception {
    return post(body(model, more));
  }

  private HttpResponse<String> post(String body) throws Exception {
    return CLIENT.send(request(body), HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest request(String body) {
    return HttpRequest.newBuilder(URI.create(provider.baseUrl() + "/chat/completions"))
        .header("content-type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private static String body(String model, String more) {
    return "{\"model\":\""
        + model
        + "\",\"messages\":[{\"role\":\"user\",\"content\":\"growing tomatoes\"}]"
        + more
        + "}";
  }

  private static List<String> events(HttpResponse<String> response) {
    return response
        .body()
        .lines()
        .filter(line -> line.startsWith("data: "))
        .map(line -> line.substring(6))
        .toList();
  }

  private static JsonNode json(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return parse(response.body());
  }

  private static JsonNode parse(String text) {
    return Json.parseObject(text.getBytes(StandardCharsets.UTF_8));
  }
}
