package ai.nemorouter.gateway.embeddings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.catalog.price.Rates;
import ai.nemorouter.gateway.GatewayWorld;
import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.dialect.Operation;
import ai.nemorouter.testsupport.ScriptedUpstream;
import com.fasterxml.jackson.databind.JsonNode;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
class EmbeddingsTest {
  private static final Rates RATES = Rates.of(Money.ofUsd("0.02"), Money.ZERO);
  private static final float[] VECTOR = {0.25f, -1.5f, 1.0e-5f};

  private final GatewayWorld world;

  EmbeddingsTest(GatewayWorld world) {
    this.world = world;
  }

  /// Row 102.
  @Test
  void clientsGetVectorsAsTheyAskWhateverTheProviderReturns() {
    String floats = serve("floats", answer("[0.25,-1.5,0.00001]"));
    String base64 = serve("base64", answer("\"" + base64() + "\""));
    Caller caller = world.callerWithCredit("1");

    for (String model : List.of(floats, base64)) {
      for (String format : List.of("", ",\"encoding_format\":\"float\"")) {
        JsonNode vector = vector(ask(caller, model, "\"text\"" + format));
        assertThat(vector).as(model + format).hasSize(3);
        for (int i = 0; i < VECTOR.length; i++) {
          assertThat(vector.path(i).floatValue()).isEqualTo(VECTOR[i]);
        }
      }
      JsonNode encoded = vector(ask(caller, model, "\"text\",\"encoding_format\":\"base64\""));
      assertThat(encoded.asText()).as(model).isEqualTo(base64());
    }
    world.assertBooksBalance(caller);
  }

  /// Row 102.
  @Test
  void openAisOwnClientReadsTheVectors() {
    String model = serve("sdk", answer("[0.25,-1.5,0.00001]"));
    Caller caller = world.callerWithCredit("1");
    var client =
        OpenAIOkHttpClient.builder()
            .baseUrl(GatewayWorld.address("/v1").toString())
            .apiKey(caller.secret())
            .build();

    for (EmbeddingCreateParams.EncodingFormat format :
        List.of(
            EmbeddingCreateParams.EncodingFormat.BASE64,
            EmbeddingCreateParams.EncodingFormat.FLOAT)) {
      CreateEmbeddingResponse response =
          client
              .embeddings()
              .create(
                  EmbeddingCreateParams.builder()
                      .model(model)
                      .input("text")
                      .encodingFormat(format)
                      .dimensions(3)
                      .build());

      assertThat(response.data().getFirst().embedding()).containsExactly(0.25f, -1.5f, 1.0e-5f);
      assertThat(response.usage()._additionalProperties()).containsKey("cost");
    }
    assertThat(world.upstream().received("embeds-sdk").getFirst().body())
        .contains("\"dimensions\":3");
  }

  @Test
  void theRequestArrivesWithTheProvidersNameOfTheModelAndWhatItKnows() {
    String model = serve("passed", answer("[1]"));
    Caller caller = world.callerWithCredit("1");

    ask(
        caller,
        model,
        "[\"a\",\"b\"],\"dimensions\":5,\"user\":\"u1\",\"provider\":{\"sort\":\"price\"},\"extra\":1");

    JsonNode sent =
        Json.parseObject(
            world.upstream().received("embeds-passed").getFirst().body().getBytes(UTF_8));
    assertThat(sent.path("model").asText()).isEqualTo("embeds-passed");
    assertThat(sent.path("input").toString()).isEqualTo("[\"a\",\"b\"]");
    assertThat(sent.path("dimensions").asInt()).isEqualTo(5);
    assertThat(sent.path("user").asText()).isEqualTo("u1");
    assertThat(sent.has("extra")).isFalse();
    assertThat(sent.path("encoding_format").asText()).isEqualTo("float");
    assertThat(sent.has("provider")).isFalse();
    assertThat(world.upstream().received("embeds-passed").getFirst().path())
        .isEqualTo("/v1/embeddings");
  }

  @Test
  void vectorsComeInTheOrderOfTheirInputs() {
    String model =
        serve(
            "order",
            "{\"data\":[{\"index\":1,\"embedding\":[2]},{\"index\":0,\"embedding\":[1]}],"
                + "\"usage\":{\"prompt_tokens\":2,\"total_tokens\":2}}");

    JsonNode data =
        GatewayWorld.json(ask(world.callerWithCredit("1"), model, "[\"a\",\"b\"]")).path("data");

    assertThat(data.path(0).path("index").asInt()).isZero();
    assertThat(data.path(0).path("embedding").path(0).asInt()).isEqualTo(1);
    assertThat(data.path(0).path("object").asText()).isEqualTo("embedding");
    assertThat(data.path(1).path("index").asInt()).isEqualTo(1);
  }

  @Test
  void theReportedTokensAreBilledToTheNanoDollar() {
    String model = serve("exact", answer("[1]"));
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response = ask(caller, model, "\"one two\"");

    // 7 tokens at $0.02 a million.
    assertThat(GatewayWorld.header(response, "x-nemo-request-cost")).isEqualTo("0.00000014");
    assertThat(GatewayWorld.header(response, "x-nemo-cost-status")).isEqualTo("exact");
    JsonNode body = GatewayWorld.json(response);
    assertThat(response.body())
        .contains("\"usage\":{\"prompt_tokens\":7,\"total_tokens\":7,\"cost\":0.00000014}");
    assertThat(body.path("object").asText()).isEqualTo("list");
    assertThat(body.path("model").asText()).isEqualTo(model);
    assertThat(world.settledCall(caller))
        .containsEntry("operation", "embeddings")
        .containsEntry("cost", 140L)
        .containsEntry("cost_source", "catalog")
        .containsEntry("prompt_tokens", 7L);
    world.assertBooksBalance(caller);
  }

  @Test
  void theProvidersOwnFigureComesFirstAndOurCountLast() {
    String told =
        serve(
            "told", answer("[1]").replace("\"total_tokens\":7", "\"total_tokens\":7,\"cost\":0.5"));
    String silent = serve("silent", "{\"data\":[{\"index\":0,\"embedding\":[1]}]}");
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> first = ask(caller, told, "\"x\"");
    HttpResponse<String> last = ask(caller, silent, "[[1,2,3],[4,5]]");

    assertThat(GatewayWorld.header(first, "x-nemo-request-cost")).isEqualTo("0.5");
    assertThat(GatewayWorld.header(last, "x-nemo-cost-status")).isEqualTo("estimated");
    // Five tokens that came as such, at $0.02 a million.
    assertThat(GatewayWorld.header(last, "x-nemo-request-cost")).isEqualTo("0.0000001");
    world.assertBooksBalance(caller);
  }

  @Test
  void mistakesAreNamed() {
    String model = serve("mistakes", answer("[1]"));
    Caller caller = world.callerWithCredit("1");

    for (String input :
        List.of(
            "[]",
            "{}",
            "7",
            "[[]]",
            "[\"a\",1]",
            "[-1]",
            "[1.5]",
            "[null]",
            "[\"a\"" + ",\"b\"".repeat(2_048) + "]")) {
      assertThat(param(ask(caller, model, input))).as(input).isEqualTo("input");
    }
    assertThat(param(ask(caller, model, "\"a\",\"encoding_format\":\"int8\"")))
        .isEqualTo("encoding_format");
    assertThat(param(ask(caller, model, "\"a\",\"dimensions\":0"))).isEqualTo("dimensions");
    assertThat(param(ask(caller, model, "\"a\",\"stream\":true"))).isEqualTo("stream");
    assertThat(param(world.post("/v1/embeddings", caller.secret(), "{\"input\":\"a\"}")))
        .isEqualTo("model");
    assertThat(world.upstream().received("embeds-mistakes")).isEmpty();
  }

  private static String answer(String vector) {
    return "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":"
        + vector
        + "}],\"model\":\"m\",\"usage\":{\"prompt_tokens\":7,\"total_tokens\":7}}";
  }

  private static String base64() {
    ByteBuffer bytes = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    for (float number : VECTOR) {
      bytes.putFloat(number);
    }
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  private String serve(String name, String answer) {
    ScriptedUpstream.Script script = wire -> wire.json(200, answer);
    return world.serve(Operation.EMBEDDINGS, "embeds-" + name, RATES, null, script);
  }

  private HttpResponse<String> ask(Caller caller, String model, String input) {
    return world.post(
        "/v1/embeddings", caller.secret(), "{\"model\":\"" + model + "\",\"input\":" + input + "}");
  }

  private static JsonNode vector(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return GatewayWorld.json(response).path("data").path(0).path("embedding");
  }

  private static String param(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    return GatewayWorld.json(response).path("error").path("param").asText();
  }
}
