package ai.nemorouter.gateway.audio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.catalog.price.Price;
import ai.nemorouter.catalog.price.Rates;
import ai.nemorouter.gateway.GatewayWorld;
import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.gateway.Samples;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.dialect.Operation;
import ai.nemorouter.testsupport.ScriptedUpstream;
import com.fasterxml.jackson.databind.JsonNode;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.HttpResponse;
import com.openai.models.audio.speech.SpeechCreateParams;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SpeechTest {
  private static final Rates FREE = Rates.of(Money.ZERO, Money.ZERO);
  private static final byte[] SOUND = {0x49, 0x44, 0x33, 0, -1, -5, 7};

  /// tts-1: $15 for a million characters.
  private static final Price.UnitPrice PER_CHARACTER =
      new Price.UnitPrice(Price.Unit.CHARACTER, Money.ofUsd("15"));

  private final GatewayWorld world;

  SpeechTest(GatewayWorld world) {
    this.world = world;
  }

  @Test
  void soundArrivesByteForByteAndIsBilledByCharacters() throws IOException {
    String model =
        serve("speech-bytes", FREE, PER_CHARACTER, wire -> wire.answer(200, "audio/mpeg", SOUND));
    Caller caller = world.callerWithCredit("1");
    var client =
        OpenAIOkHttpClient.builder()
            .baseUrl(GatewayWorld.address("/v1").toString())
            .apiKey(caller.secret())
            .build();

    try (HttpResponse response =
        client
            .audio()
            .speech()
            .create(
                SpeechCreateParams.builder()
                    .model(model)
                    .input("Grüß dich 🙂")
                    .voice(SpeechCreateParams.Voice.ofString("alloy"))
                    .build())) {
      assertThat(response.body().readAllBytes()).isEqualTo(SOUND);
      assertThat(response.headers().values("content-type")).containsExactly("audio/mpeg");
      // Eleven characters, the smile being one.
      assertThat(response.headers().values("x-nemo-request-cost")).containsExactly("0.000165");
      assertThat(response.headers().values("x-nemo-cost-status")).containsExactly("exact");
    }
    assertThat(world.settledCall(caller))
        .containsEntry("operation", "speech")
        .containsEntry("units", 11L)
        .containsEntry("cost", 165_000L)
        .containsEntry("cost_source", "catalog");
    var received = world.upstream().received("speech-bytes").getFirst();
    JsonNode sent = Json.parseObject(received.body().getBytes(UTF_8));
    assertThat(sent.path("voice").asText()).isEqualTo("alloy");
    assertThat(sent.path("model").asText()).isEqualTo("speech-bytes");
    assertThat(received.headers()).containsEntry("accept", "*/*");
    world.assertBooksBalance(caller);
  }

  @Test
  void speechByTokensIsEstimatedByItsLengthUnlessAHeaderNamesTheCost() {
    Rates rates =
        new Rates(
            Money.ofUsd("0.6"),
            Money.ofUsd("0.6"),
            Money.ofUsd("0.6"),
            Money.ofUsd("0.6"),
            Money.ofUsd("0.6"),
            Money.ofUsd("12"));
    String silent =
        serve("speech-tokens", rates, null, wire -> wire.answer(200, "audio/wav", Samples.wav(6)));
    String told =
        serve(
            "speech-told",
            rates,
            null,
            wire -> wire.answer(200, "audio/wav", SOUND, "x-litellm-response-cost: 0.00125"));
    Caller first = world.callerWithCredit("1");
    Caller second = world.callerWithCredit("1");

    var estimated = ask(first, silent, "\"input\":\"Hello there, how are you today?\"");
    var exact = ask(second, told, "\"input\":\"Hello\"");

    assertThat(GatewayWorld.header(estimated, "x-nemo-cost-status")).isEqualTo("estimated");
    // Six seconds are 125 tokens of speech.
    assertThat(world.settledCall(first))
        .containsEntry("completion_tokens", 125L)
        .containsEntry("audio_completion_tokens", 125L);
    assertThat((Long) world.settledCall(first).get("cost")).isGreaterThan(1_500_000L);
    assertThat(GatewayWorld.header(exact, "x-nemo-cost-status")).isEqualTo("exact");
    assertThat(world.settledCall(second)).containsEntry("cost", 1_250_000L);
    world.assertBooksBalance(first);
    world.assertBooksBalance(second);
  }

  @Test
  void jsonInsteadOfSoundIsNoAnswer() {
    String model =
        serve("speech-json", FREE, PER_CHARACTER, wire -> wire.json(200, "{\"ok\":true}"));
    Caller caller = world.callerWithCredit("1");

    var response = ask(caller, model, "\"input\":\"Hello\"");

    assertThat(response.statusCode()).isEqualTo(502);
    assertThat(world.settledCall(caller))
        .containsEntry("status", "failed")
        .containsEntry("units", 5L)
        .containsEntry("cost", 75_000L);
    world.assertBooksBalance(caller);
  }

  @Test
  void mistakesAreNamed() {
    String model =
        serve("speech-mistakes", FREE, PER_CHARACTER, wire -> wire.answer(200, "a/b", SOUND));
    Caller caller = world.callerWithCredit("1");

    Map<String, String> mistakes =
        Map.of(
            "\"voice\":\"x\"",
            "input",
            "\"input\":\"" + "a".repeat(4_097) + "\"",
            "input",
            "\"input\":\"a\",\"stream_format\":\"sse\"",
            "stream_format",
            "\"input\":\"a\",\"stream\":true",
            "stream",
            "\"input\":\"a\",\"speed\":9",
            "speed");
    mistakes.forEach((fields, param) -> {
      var response = ask(caller, model, fields);
      assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
      assertThat(GatewayWorld.json(response).path("error").path("param").asText()).isEqualTo(param);
    });
    assertThat(ask(caller, model, "\"input\":\"" + "🙂".repeat(4_096) + "\"").statusCode())
        .isEqualTo(200);
    assertThat(world.upstream().received("speech-mistakes")).hasSize(1);
  }

  private String serve(
      String name, Rates rates, Price.@Nullable UnitPrice perUnit, ScriptedUpstream.Script script) {
    return world.serve(Operation.SPEECH, name, rates, perUnit, script);
  }

  private java.net.http.HttpResponse<String> ask(Caller caller, String model, String fields) {
    return world.post(
        "/v1/audio/speech", caller.secret(), "{\"model\":\"" + model + "\"," + fields + "}");
  }
}
