package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.catalog.ProviderListing;
import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.provider.dialect.Operation;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Nonsense from clients and providers is answered as such, at once, and the books balance.
@QuarkusTest
class OddRequestsTest {
  private static final List<String> PATHS =
      List.of(
          "/v1/embeddings",
          "/v1/images/generations",
          "/v1/audio/speech",
          "/v1/moderations",
          "/v1/rerank");
  private static final List<String> FIELDS =
      List.of(
          "input",
          "prompt",
          "query",
          "documents",
          "n",
          "top_n",
          "size",
          "quality",
          "speed",
          "dimensions",
          "encoding_format",
          "return_documents",
          "stream",
          "voice",
          "instructions");
  private static final List<String> VALUES =
      List.of(
          "null",
          "\"\"",
          "\"a\"",
          "0",
          "-1",
          "2",
          "1e99",
          "99999999999999999999",
          "true",
          "{}",
          "[]",
          "[null]",
          "[[]]",
          "[[1,2]]",
          "[{\"text\":\"t\"}]",
          "[\"a\",\"b\"]",
          "\"\\ud800\"",
          "{\"text\":{}}",
          "\"99999x99999\"",
          "\"base64\"",
          "0.25");

  /// What a provider may say of usage and results.
  private static final List<String> ANSWERS =
      List.of(
          "{}",
          "{\"data\":null,\"results\":{},\"text\":1}",
          "{\"data\":[null],\"results\":[null],\"text\":\"\"}",
          "{\"data\":[{\"embedding\":[null]}],\"results\":[{\"index\":\"x\"}]}",
          "{\"data\":[{\"embedding\":\"!\"}],\"results\":[{\"index\":0,\"relevance_score\":\"x\"}]}",
          "{\"data\":[{\"embedding\":[1]}],\"results\":[],\"usage\":{\"prompt_tokens\":-5,\"cost\":-1}}",
          "{\"data\":[{\"embedding\":[1]}],\"results\":[],\"usage\":{\"prompt_tokens\":1.5,\"cost\":1e-999999999}}",
          "{\"data\":[],\"results\":[],\"usage\":{\"total_tokens\":9223372036854775807}}",
          "{\"data\":[],\"results\":[],\"usage\":[],\"meta\":{\"billed_units\":{\"search_units\":-1}}}",
          "[1]",
          "nothing");

  private final GatewayWorld world;

  OddRequestsTest(GatewayWorld world) {
    this.world = world;
  }

  @Test
  void noFieldMakesTheGatewayFail() {
    Random random = new Random(20261122);
    // A provider that says no is not spared for a while, as one that fails would be.
    String model = serve("odd-fields", 422, "{}");
    Caller caller = world.callerWithCredit("1000");
    for (int i = 0; i < 600; i++) {
      String path = PATHS.get(random.nextInt(PATHS.size()));
      String body = body(random, model);

      HttpResponse<String> response = world.post(path, caller.secret(), body);

      assertThat(response.statusCode()).as(path + body + response.body()).isIn(400, 402, 422);
      assertThat(GatewayWorld.json(response).path("error").path("type").asText()).isNotEmpty();
    }
    world.assertBooksBalance(caller);
  }

  @Test
  void noAnswerMakesTheGatewayFailOrTheBooksDiffer() {
    for (int answer = 0; answer < ANSWERS.size(); answer++) {
      String model = serve("odd-answer-" + answer, 200, ANSWERS.get(answer));
      Caller caller = world.callerWithCredit("1000");
      for (String path : PATHS) {
        HttpRequest request = Samples.request(path, caller.secret(), model);
        if (request != null) {
          HttpResponse<String> response = world.send(request);
          assertThat(response.statusCode()).as(path + ANSWERS.get(answer)).isIn(200, 502);
        }
      }
      world.assertBooksBalance(caller);
    }
  }

  private static String body(Random random, String model) {
    StringBuilder body = new StringBuilder("{\"model\":\"" + model + "\"");
    for (String field : FIELDS) {
      if (random.nextInt(3) > 0) {
        body.append(",\"").append(field).append("\":");
        body.append(VALUES.get(random.nextInt(VALUES.size())));
      }
    }
    return body.append('}').toString();
  }

  private String serve(String name, int status, String answer) {
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
    world.upstream().on(name, wire -> wire.json(status, answer));
    return "scripted/" + name;
  }
}
