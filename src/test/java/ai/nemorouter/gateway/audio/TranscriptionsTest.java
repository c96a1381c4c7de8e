package ai.nemorouter.gateway.audio;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.catalog.price.Price;
import ai.nemorouter.catalog.price.Rates;
import ai.nemorouter.gateway.GatewayWorld;
import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.gateway.Samples;
import ai.nemorouter.money.Money;
import ai.nemorouter.provider.dialect.Operation;
import ai.nemorouter.testsupport.ScriptedUpstream;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.MultipartField;
import com.openai.models.audio.transcriptions.TranscriptionCreateParams;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
class TranscriptionsTest {
  private static final Rates FREE = Rates.of(Money.ZERO, Money.ZERO);

  /// whisper-1: $0.006 for a minute.
  private static final Price.UnitPrice PER_SECOND =
      new Price.UnitPrice(Price.Unit.SECOND, Money.ofUsd("100"));

  private final GatewayWorld world;

  TranscriptionsTest(GatewayWorld world) {
    this.world = world;
  }

  @Test
  void theFormArrivesWholeAndTheReportedSecondsAreBilled() {
    String model =
        serve(
            "hears",
            FREE,
            PER_SECOND,
            wire ->
                wire.json(
                    200,
                    "{\"text\":\"Hello\",\"duration\":4.2,\"usage\":{\"type\":\"duration\",\"seconds\":5}}"));
    Caller caller = world.callerWithCredit("1");
    Map<String, List<String>> fields = new LinkedHashMap<>();
    fields.put("model", List.of(model));
    fields.put("language", List.of("de"));
    fields.put("response_format", List.of("verbose_json"));
    fields.put("timestamp_granularities[]", List.of("word", "segment"));

    HttpResponse<String> response =
        world.send(Samples.transcription(caller.secret(), fields, Samples.wav(5)));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(GatewayWorld.json(response).path("text").asText()).isEqualTo("Hello");
    assertThat(response.body())
        .contains("\"usage\":{\"type\":\"duration\",\"seconds\":5,\"cost\":0.0005}");
    assertThat(world.settledCall(caller))
        .containsEntry("operation", "transcriptions")
        .containsEntry("units", 5L)
        .containsEntry("held", 500_000L)
        .containsEntry("cost", 500_000L)
        .containsEntry("cost_source", "catalog");
    String sent = world.upstream().received("hears").getFirst().body();
    assertThat(sent)
        .contains("name=\"model\"\r\n\r\nhears\r\n")
        .contains("name=\"language\"\r\n\r\nde\r\n")
        .contains("name=\"timestamp_granularities[]\"\r\n\r\nword\r\n")
        .contains("name=\"timestamp_granularities[]\"\r\n\r\nsegment\r\n")
        .contains("filename=\"a.wav\"\r\ncontent-type: audio/wav")
        .contains("RIFF");
    world.assertBooksBalance(caller);
  }

  @Test
  void openAisOwnClientReadsTheText() {
    String model =
        serve("hears-sdk", FREE, PER_SECOND, wire -> wire.json(200, "{\"text\":\"Hello 日本\"}"));
    Caller caller = world.callerWithCredit("1");
    var client =
        OpenAIOkHttpClient.builder()
            .baseUrl(GatewayWorld.address("/v1").toString())
            .apiKey(caller.secret())
            .build();

    var response =
        client
            .audio()
            .transcriptions()
            .create(
                TranscriptionCreateParams.builder()
                    .model(model)
                    .file(
                        MultipartField.<InputStream>builder()
                            .value(new ByteArrayInputStream(Samples.wav(3)))
                            .filename("three.wav")
                            .build())
                    .build());

    assertThat(response.asTranscription().text()).isEqualTo("Hello 日本");
    // The provider did not report the duration; the file has it.
    assertThat(world.settledCall(caller))
        .containsEntry("units", 3L)
        .containsEntry("cost", 300_000L)
        .containsEntry("cost_source", "estimate");
    world.assertBooksBalance(caller);
  }

  @Test
  void subtitlesAndPlainTextPassAsTheyAre() {
    String subtitles = "1\n00:00:00,000 --> 00:00:02,000\nHello 日本\n";
    String model =
        serve(
            "hears-srt",
            FREE,
            PER_SECOND,
            wire -> wire.answer(200, "text/plain; charset=utf-8", subtitles));
    Caller caller = world.callerWithCredit("1");

    for (String format : List.of("srt", "vtt", "text")) {
      HttpResponse<String> response =
          world.send(
              Samples.transcription(
                  caller.secret(),
                  Map.of("model", List.of(model), "response_format", List.of(format)),
                  Samples.wav(2)));

      assertThat(response.body()).isEqualTo(subtitles);
      assertThat(GatewayWorld.header(response, "content-type")).startsWith("text/plain");
      assertThat(GatewayWorld.header(response, "x-nemo-request-cost")).isEqualTo("0.0002");
    }
    world.assertBooksBalance(caller);
  }

  @Test
  void speechAtALowRateIsChargedByItsSecondsAlsoWhereTheProviderTellsNone() {
    String subtitles = "1\n00:00:58,000 --> 00:01:12,500\nHello\n";
    String model =
        serve(
            "hears-opus",
            FREE,
            PER_SECOND,
            wire -> wire.answer(200, "text/plain; charset=utf-8", subtitles));
    Caller caller = world.callerWithCredit("1");
    byte[] speech = Recordings.opus(60, 60).getBytes();

    for (String format : List.of("text", "vtt")) {
      HttpResponse<String> response =
          world.send(
              Samples.transcription(
                  caller.secret(),
                  Map.of("model", List.of(model), "response_format", List.of(format)),
                  speech));

      // A minute of sound; or what its subtitles say, if that is longer.
      assertThat(GatewayWorld.header(response, "x-nemo-request-cost"))
          .isEqualTo(format.equals("text") ? "0.006" : "0.0072");
    }
    world.assertBooksBalance(caller);
  }

  @Test
  void recordingsByTokensAreBilledAtTheRateOfAudio() {
    Rates rates =
        new Rates(
            Money.ofUsd("2.5"),
            Money.ofUsd("2.5"),
            Money.ofUsd("2.5"),
            Money.ofUsd("10"),
            Money.ofUsd("6"),
            Money.ofUsd("10"));
    String model =
        serve(
            "hears-tokens",
            rates,
            null,
            wire ->
                wire.json(
                    200,
                    "{\"text\":\"Hello\",\"usage\":{\"type\":\"tokens\",\"input_tokens\":54,\"output_tokens\":10,"
                        + "\"total_tokens\":64,\"input_token_details\":{\"text_tokens\":4,\"audio_tokens\":50}}}"));
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response =
        world.send(
            Samples.transcription(
                caller.secret(), Map.of("model", List.of(model)), Samples.wav(5)));

    // 4 × $2.5 + 50 × $6 + 10 × $10, per million.
    assertThat(GatewayWorld.header(response, "x-nemo-request-cost")).isEqualTo("0.00041");
    assertThat(world.settledCall(caller))
        .containsEntry("audio_prompt_tokens", 50L)
        .containsEntry("cost", 410_000L)
        .containsEntry("overrun", false);
    world.assertBooksBalance(caller);
  }

  @Test
  void mistakesAreNamed() {
    String model = serve("hears-mistakes", FREE, PER_SECOND, wire -> wire.json(200, "{}"));
    Caller caller = world.callerWithCredit("1");

    assertThat(param(caller, Map.of(), Samples.wav(1))).isEqualTo("model");
    assertThat(param(caller, Map.of("model", List.of(model)), new byte[0])).isEqualTo("file");
    assertThat(
            param(
                caller, Map.of("model", List.of(model), "stream", List.of("true")), Samples.wav(1)))
        .isEqualTo("stream");
    assertThat(
            param(
                caller,
                Map.of("model", List.of(model), "response_format", List.of("pdf")),
                Samples.wav(1)))
        .isEqualTo("response_format");
    for (String type :
        List.of("application/json", "multipart/form-data", "multipart/form-data; boundary=b")) {
      HttpResponse<String> response =
          world.send(
              HttpRequest.newBuilder(GatewayWorld.address("/v1/audio/transcriptions"))
                  .header("content-type", type)
                  .header("authorization", "Bearer " + caller.secret())
                  .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"" + model + "\"}"))
                  .build());
      assertThat(response.statusCode()).as(type + response.body()).isEqualTo(400);
    }
    assertThat(world.upstream().received("hears-mistakes")).isEmpty();
  }

  private String serve(
      String name, Rates rates, Price.@Nullable UnitPrice perUnit, ScriptedUpstream.Script script) {
    return world.serve(Operation.TRANSCRIPTIONS, name, rates, perUnit, script);
  }

  private String param(Caller caller, Map<String, List<String>> fields, byte[] recording) {
    HttpResponse<String> response =
        world.send(Samples.transcription(caller.secret(), fields, recording));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    return GatewayWorld.json(response).path("error").path("param").asText();
  }
}
