package ai.nemorouter.demo.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.catalog.price.Price;
import ai.nemorouter.demo.WithDemo;
import ai.nemorouter.gateway.GatewayWorld;
import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.gateway.Samples;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/// A fresh installation can try every operation, through the gateway and offline.
@QuarkusTest
@TestProfile(WithDemo.class)
class DemoSpecialistsTest {
  private final GatewayWorld world;

  DemoSpecialistsTest(GatewayWorld world) {
    this.world = world;
  }

  @Test
  void textsWithTheSameWordsHaveVectorsNearEachOther() {
    Caller caller = world.callerWithCredit("1");

    JsonNode data =
        ask(
                caller,
                "/v1/embeddings",
                "embedding-small",
                "\"input\":[\"growing red tomatoes\",\"red tomatoes growing\",\"tax law\"],\"dimensions\":64")
            .path("data");

    assertThat(data.path(0).path("embedding")).hasSize(64);
    assertThat(data.path(0).path("embedding")).isEqualTo(data.path(1).path("embedding"));
    assertThat(data.path(0).path("embedding")).isNotEqualTo(data.path(2).path("embedding"));
    world.assertBooksBalance(caller);
  }

  @Test
  void aPromptBecomesAPictureThatProgramsRead() throws IOException {
    Caller caller = world.callerWithCredit("1");

    JsonNode answer =
        ask(caller, "/v1/images/generations", "sketch", "\"prompt\":\"a robot\",\"n\":2");

    assertThat(answer.path("data")).hasSize(2);
    byte[] picture =
        Base64.getDecoder().decode(answer.path("data").path(0).path("b64_json").asText());
    assertThat(ImageIO.read(new ByteArrayInputStream(picture)).getWidth()).isEqualTo(64);
    assertThat(answer.path("usage").path("cost").decimalValue()).isEqualByComparingTo("0.02");
    world.assertBooksBalance(caller);
  }

  @Test
  void aTextIsSpokenAndARecordingWrittenDown() {
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> speech =
        world.post(
            "/v1/audio/speech",
            caller.secret(),
            "{\"model\":\"demo/voice\",\"input\":\"Hello\",\"voice\":\"any\"}");
    HttpResponse<String> text =
        world.send(
            Samples.transcription(
                caller.secret(), Map.of("model", List.of("demo/transcriber")), Samples.wav(4)));

    assertThat(speech.statusCode()).isEqualTo(200);
    assertThat(speech.body()).startsWith("RIFF");
    assertThat(GatewayWorld.header(speech, "content-type")).isEqualTo("audio/wav");
    assertThat(GatewayWorld.json(text).path("text").asText())
        .contains("offline demo provider", "4 seconds");
    await().until(() -> world.calls(caller).size() == 2);
    assertThat(world.calls(caller))
        .allSatisfy(call -> assertThat(call).containsEntry("overrun", false));
    world.assertBooksBalance(caller);
  }

  @Test
  void textsAreJudgedAndRanked() {
    Caller caller = world.callerWithCredit("1");

    JsonNode verdicts =
        ask(caller, "/v1/moderations", "moderator", "\"input\":[\"I attack\",\"I sleep\"]")
            .path("results");
    JsonNode ranking =
        ask(
                caller,
                "/v1/rerank",
                "ranker",
                "\"query\":\"capital of Germany\",\"documents\":[\"a cat\",\"Berlin is the capital of Germany\"]")
            .path("results");

    assertThat(verdicts.path(0).path("flagged").asBoolean()).isTrue();
    assertThat(verdicts.path(1).path("flagged").asBoolean()).isFalse();
    assertThat(ranking.path(0).path("index").asInt()).isEqualTo(1);
    world.assertBooksBalance(caller);
  }

  @Test
  void eachOperationButChatHasAModelAndAPrice() {
    for (DemoSpecialist model : DemoSpecialist.values()) {
      assertThat(model.listing().rates()).isNotNull();
      assertThat(model.listing().name()).contains("(demo)");
      assertThat(model.listing().operations()).containsExactly(model.operation());
    }
    assertThat(DemoSpecialist.SKETCH.listing().perUnit())
        .extracting(Price.UnitPrice::unit)
        .isEqualTo(Price.Unit.IMAGE);
  }

  private JsonNode ask(Caller caller, String path, String model, String fields) {
    HttpResponse<String> response =
        world.post(path, caller.secret(), "{\"model\":\"demo/" + model + "\"," + fields + "}");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return GatewayWorld.json(response);
  }
}
