package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.catalog.ProviderListing;
import ai.nemorouter.catalog.price.Price;
import ai.nemorouter.catalog.price.Rates;
import ai.nemorouter.money.Money;
import ai.nemorouter.provider.Provider;
import ai.nemorouter.provider.dialect.Operation;
import ai.nemorouter.provider.parameter.KnownParameter;
import ai.nemorouter.testsupport.ScriptedUpstream.Received;
import ai.nemorouter.testsupport.ScriptedUpstream.Script;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every parameter that servers of OpenAI's protocol know, through every format and to every
/// dialect, as the bytes arrive: nothing moves the ceiling, the number of answers, the model, the
/// address or the credential.
@QuarkusTest
class ParametersTest {
  private static final String ANTHROPIC_ANSWER =
      "{\"id\":\"m\",\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"Hi\"}],\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":5,\"output_tokens\":5}}";
  private static final String GEMINI_ANSWER =
      "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Hi\"}],\"role\":\"model\"},\"finishReason\":\"STOP\"}],\"usageMetadata\":{\"promptTokenCount\":5,\"candidatesTokenCount\":5}}";

  private static final Map<String, String> FORMATS =
      Map.of(
          "/v1/chat/completions",
          "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"max_tokens\":20",
          "/v1/completions",
          "\"prompt\":\"Hi\",\"max_tokens\":20",
          "/v1/responses",
          "\"input\":\"Hi\",\"max_output_tokens\":20",
          "/v1/messages",
          "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"max_tokens\":20");

  private static final List<String> CEILINGS =
      List.of("max_tokens", "max_completion_tokens", "maxOutputTokens");

  private final GatewayWorld world;
  private final DialectWorld dialects;

  ParametersTest(GatewayWorld world, DialectWorld dialects) {
    this.world = world;
    this.dialects = dialects;
  }

  @ParameterizedTest
  @CsvSource({
    "openai, compatible-m, /v1",
    "azure, azure-m, ''",
    "openrouter, openrouter-m, /api/v1",
    "anthropic, claude-3-5-haiku, /v1",
    "gemini, gemini-2.5-flash, /v1beta"
  })
  void nothingMovesWhatWasHeldFor(String dialect, String upstreamModel, String path) {
    String answer =
        switch (dialect) {
          case "anthropic" -> ANTHROPIC_ANSWER;
          case "gemini" -> GEMINI_ANSWER;
          default -> GatewayWorld.ANSWER.formatted("");
        };
    String model = dialects.serve(dialect, upstreamModel, path, wire -> wire.json(200, answer));
    String secret = world.callerWithCredit("1000").secret();

    int before = 0;
    for (Map.Entry<String, String> format : FORMATS.entrySet()) {
      for (List<String> names : spellings()) {
        HttpResponse<String> response = postAll(secret, format, model, names);

        String as = format.getKey() + " to " + dialect;
        assertThat(response.statusCode()).as(as + response.body()).isEqualTo(200);
        assertThat(GatewayWorld.header(response, "x-nemo-ignored"))
            .as(as)
            .isNotEmpty()
            .hasSizeLessThan(1_100);
        List<Received> received = world.upstream().received(upstreamModel);
        assertThat(received).as(as).hasSize(++before);
        assertHeldForIsAsked(received.getLast(), upstreamModel, as);
      }
    }
  }

  private void assertHeldForIsAsked(Received received, String upstreamModel, String as) {
    assertThat(received.body()).as(as).doesNotContain(KnownParameter.MARK);
    assertThat(received.path()).as(as).doesNotContain(KnownParameter.MARK);
    assertThat(received.headers().toString()).as(as).doesNotContain(KnownParameter.MARK);
    ObjectNode sent = DialectWorld.json(received.body());
    JsonNode config = sent.has("generationConfig") ? sent.path("generationConfig") : sent;
    List<Integer> ceilings =
        CEILINGS.stream().filter(config::has).map(name -> config.path(name).asInt()).toList();
    assertThat(ceilings).as(as).containsExactly(20);
    assertThat(config.path("n").asInt(1)).as(as).isEqualTo(1);
    assertThat(config.path("candidateCount").asInt(1)).as(as).isEqualTo(1);
    assertThat(sent.path("model").asText(upstreamModel)).as(as).isEqualTo(upstreamModel);
  }

  /// All parameters that no provider gets: as they are written, and in other spellings, among them
  /// those of what the gateway itself decides.
  private static List<List<String>> spellings() {
    List<String> plain = KnownParameter.bad().stream().map(KnownParameter::name).toList();
    List<String> others = new ArrayList<>();
    KnownParameter.all()
        .forEach(parameter -> others.addAll(KnownParameter.spellings(parameter.name())));
    for (String name :
        List.of("model", "messages", "n", "stream", "max_tokens", "max_completion_tokens")) {
      others.addAll(KnownParameter.spellings(name));
    }
    return List.of(plain, others.stream().distinct().toList());
  }

  /// Sends all of them at once; what is refused by its name is left out of the next try.
  private HttpResponse<String> postAll(
      String secret, Map.Entry<String, String> format, String model, List<String> names) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String name : names) {
      if (!format.getValue().contains("\"" + name + "\"")) {
        parameters.put(name, KnownParameter.MARK);
      }
    }
    while (true) {
      StringBuilder body = new StringBuilder("{\"model\":\"" + model + "\"," + format.getValue());
      parameters.forEach(
          (name, value) -> body.append(",\"").append(name).append("\":").append(value));
      HttpResponse<String> response =
          world.post(format.getKey(), secret, body.append("}").toString());
      String refused = refusedField(response);
      if (response.statusCode() != 400 || parameters.remove(refused) == null) {
        return response;
      }
    }
  }

  private static String refusedField(HttpResponse<String> response) {
    JsonNode error = GatewayWorld.json(response).path("error");
    String field = error.path("param").asText(error.path("metadata").path("param").asText());
    return field.replaceFirst("[.\\[].*", "");
  }

  @ParameterizedTest
  @CsvSource({
    "EMBEDDINGS, /v1/embeddings, '\"input\":\"a\"', '{\"data\":[{\"index\":0,\"embedding\":[1]}],\"usage\":{\"prompt_tokens\":1}}'",
    "IMAGES, /v1/images/generations, '\"prompt\":\"a\"', '{\"data\":[{\"b64_json\":\"x\"}]}'",
    "MODERATIONS, /v1/moderations, '\"input\":\"a\"', '{\"results\":[{}]}'",
    "RERANK, /v1/rerank, '\"query\":\"a\",\"documents\":[\"b\"]', '{\"results\":[{\"index\":0,\"relevance_score\":0.5}]}'"
  })
  void nothingMovesWhatWasHeldForInOtherOperations(
      Operation operation, String path, String body, String answer) {
    String name = "parameters-" + operation.word();
    String model = serve(operation, name, wire -> wire.json(200, answer));

    HttpResponse<String> response =
        postAll(world.callerWithCredit("1").secret(), Map.entry(path, body), model, others());

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    Received received = world.upstream().received(name).getFirst();
    assertThat(received.body()).doesNotContain(KnownParameter.MARK);
    assertThat(GatewayWorld.header(response, "x-nemo-ignored")).isNotEmpty();
  }

  @Test
  void nothingMovesWhatWasHeldForInAForm() {
    String model =
        serve(
            Operation.TRANSCRIPTIONS,
            "parameters-form",
            wire -> wire.json(200, "{\"text\":\"Hi\"}"));
    Map<String, List<String>> fields = new LinkedHashMap<>();
    fields.put("model", List.of(model));
    others().stream()
        .filter(name -> !name.equals("prompt"))
        .limit(200)
        .forEach(name -> fields.put(name, List.of(KnownParameter.MARK)));

    HttpResponse<String> response =
        world.send(
            Samples.transcription(world.callerWithCredit("1").secret(), fields, Samples.wav(2)));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(world.upstream().received("parameters-form").getFirst().body())
        .doesNotContain(KnownParameter.MARK);
  }

  private static List<String> others() {
    Set<String> fine =
        Set.of("prompt", "input", "truncate", "dimensions", "moderation", "background");
    return KnownParameter.bad().stream()
        .map(KnownParameter::name)
        .filter(name -> !fine.contains(name))
        .toList();
  }

  private String serve(Operation operation, String name, Script script) {
    Price.UnitPrice perRequest = new Price.UnitPrice(Price.Unit.REQUEST, Money.ofUsd("1"));
    return world.serve(operation, name, Rates.of(Money.ZERO, Money.ZERO), perRequest, script);
  }

  @Test
  void whatAnAccountAllowsBesidesArrives() {
    URI base = world.upstream().baseUrl();
    Provider plain = world.provider("allows-more", base, "openai");
    Provider generous =
        new Provider(
            plain.name(),
            plain.dialect(),
            base,
            plain.apiKey(),
            plain.costHeader(),
            false,
            null,
            Set.of("vllm_xargs"));
    world.offer(
        generous,
        ProviderListing.chat(
            "scripted/allows-more",
            "allows-more",
            "allows-more",
            0,
            4_096,
            GatewayWorld.RATES,
            null,
            "test"));
    world.upstream().on("allows-more", wire -> wire.json(200, GatewayWorld.ANSWER.formatted("")));

    HttpResponse<String> response =
        world.post(
            world.callerWithCredit("1").secret(),
            GatewayWorld.chat(
                "scripted/allows-more",
                ",\"vllm_xargs\":{\"a\":1,\"max_tokens\":9},\"priority\":1"));

    assertThat(GatewayWorld.header(response, "x-nemo-ignored"))
        .isEqualTo("vllm_xargs.max_tokens, priority");
    assertThat(world.upstream().received("allows-more").getFirst().body())
        .contains("\"vllm_xargs\":{\"a\":1}")
        .doesNotContain("priority");
  }
}
