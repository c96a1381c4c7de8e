package ai.nemorouter.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.catalog.ProviderListing;
import ai.nemorouter.catalog.price.Rates;
import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.Provider;
import ai.nemorouter.testsupport.ScriptedUpstream.Received;
import ai.nemorouter.testsupport.ScriptedUpstream.Script;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;

/// Providers of other protocols at the scripted upstream, and what the tests of them have in
/// common.
@ApplicationScoped
class DialectWorld {
  /// Dollars per million tokens: input, read from the cache, written to it, output.
  private static final Rates RATES =
      new Rates(Money.ofUsd("3"), Money.ofUsd("0.3"), Money.ofUsd("3.75"), Money.ofUsd("15"));

  static final String TOOLS =
      ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"look\",\"parameters\":{\"type\":\"object\",\"properties\":{\"at\":{\"type\":\"string\"}}}}}],\"reasoning\":{\"effort\":\"low\"},\"max_tokens\":3000";

  private final GatewayWorld world;

  DialectWorld(GatewayWorld world) {
    this.world = world;
  }

  /// Serves `dialects/<upstreamModel>` by the script, at a path of the scripted provider.
  String serve(String dialect, String upstreamModel, String path, Script script) {
    URI base = URI.create(world.upstream().baseUrl().toString().replaceFirst("/v1$", path));
    Provider provider = world.provider("dialect-" + upstreamModel, base, dialect);
    String slug = "dialects/" + upstreamModel;
    world.offer(
        provider,
        ProviderListing.chat(slug, upstreamModel, upstreamModel, 0, 4_096, RATES, null, "test"));
    world.upstream().on(upstreamModel, script);
    return slug;
  }

  Received received(String upstreamModel, Caller caller) {
    Received received = world.upstream().received(upstreamModel).getFirst();
    assertThat(received.toString()).doesNotContain(caller.secret());
    return received;
  }

  HttpResponse<String> assertStatus(
      String dialect, String upstreamModel, int status, String body, int expected) {
    String model =
        serve(dialect, upstreamModel, "/v1", wire -> wire.json(status, body, "retry-after: 7"));
    HttpResponse<String> response =
        world.post(world.callerWithCredit("1").secret(), GatewayWorld.chat(model, ""));
    assertThat(response.statusCode()).as(upstreamModel).isEqualTo(expected);
    assertThat(GatewayWorld.json(response).path("error").path("code").asInt()).isEqualTo(expected);
    return response;
  }

  void assertBooked(Caller caller, JsonNode usage, long nanos, String source) {
    assertThat(usage.path("cost").decimalValue()).isEqualByComparingTo(Money.ofNanos(nanos).usd());
    assertThat(world.settledCall(caller))
        .containsEntry("status", "ok")
        .containsEntry("cost", nanos)
        .containsEntry("cost_source", source);
    world.assertBooksBalance(caller);
  }

  /// The chunks of a stream, which ends as it must.
  List<ObjectNode> stream(Caller caller, String model, String more) {
    HttpResponse<String> response =
        world.post(caller.secret(), GatewayWorld.chat(model, more + ",\"stream\":true"));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    List<String> data =
        Arrays.stream(response.body().split("\n\n", -1))
            .filter(frame -> frame.startsWith("data: "))
            .map(frame -> frame.substring(6))
            .toList();
    assertThat(data.getLast()).isEqualTo("[DONE]");
    return data.subList(0, data.size() - 1).stream().map(DialectWorld::json).toList();
  }

  static ObjectNode json(String text) {
    return Json.parseObject(text.getBytes(UTF_8));
  }

  static String all(List<ObjectNode> chunks, String field) {
    StringBuilder all = new StringBuilder();
    chunks.forEach(
        chunk -> all.append(chunk.path("choices").path(0).path("delta").path(field).asText("")));
    return all.toString();
  }

  static String arguments(List<ObjectNode> chunks, int index) {
    StringBuilder all = new StringBuilder();
    for (ObjectNode chunk : chunks) {
      for (JsonNode call : chunk.path("choices").path(0).path("delta").path("tool_calls")) {
        if (call.path("index").asInt() == index) {
          all.append(call.path("function").path("arguments").asText());
        }
      }
    }
    return all.toString();
  }

  static String finish(List<ObjectNode> chunks) {
    String finish = "";
    for (ObjectNode chunk : chunks) {
      finish = chunk.path("choices").path(0).path("finish_reason").asText(finish);
    }
    return finish;
  }
}
