package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.testsupport.ScriptedUpstream.Wire;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// How far a provider is followed after its client hung up, and what is charged where that is not
/// to its end.
@QuarkusTest
class HangUpBoundsTest {
  private final HangUps hangUps;

  HangUpBoundsTest(HangUps hangUps) {
    this.hangUps = hangUps;
  }

  /// Row 68.
  @Test
  void aProviderThatDoesNotComeToAnEndIsStoppedAndWhatWasHeldIsCharged() throws IOException {
    Map<String, Object> silent =
        hangUps.hangUp("/v1/chat/completions", "", "", Wire::waitForHangUp);
    Map<String, Object> talking =
        hangUps.hangUp(
            "/v1/chat/completions", ",\"stream\":true", "word", HangUpBoundsTest::talkOn);

    for (Map<String, Object> call : List.of(silent, talking)) {
      assertThat(call)
          .containsEntry("status", "cancelled")
          .containsEntry("cost_source", "estimate")
          .containsEntry("completion_tokens", 4_096L)
          .containsEntry("overrun", false)
          .containsEntry("cost", call.get("held"));
    }
  }

  @Test
  void aProviderThatGoesOnBeyondWhatWasHeldIsNotWaitedFor() throws IOException {
    Map<String, Object> call =
        hangUps.hangUp(
            "/v1/chat/completions",
            ",\"stream\":true,\"max_tokens\":10",
            "word",
            wire -> {
              wire.beginStream();
              wire.event(Transcript.delta("{\"content\":\" word\"}"));
              hangUps.awaitHangUp();
              wire.event(Transcript.delta("{\"content\":\"" + " word".repeat(200) + "\"}"));
              wire.waitForHangUp();
            });

    assertThat(call)
        .containsEntry("status", "cancelled")
        .containsEntry("completion_tokens", 10L)
        .containsEntry("cost", call.get("held"));
  }

  @Test
  void anAnswerThatIsWholeButForItsUsageIsCountedThoughItNeverEnds() throws IOException {
    Map<String, Object> call =
        hangUps.hangUp(
            "/v1/chat/completions",
            ",\"stream\":true",
            "word",
            wire -> {
              wire.beginStream();
              wire.event(Transcript.delta("{\"content\":" + HangUps.WORDS + "}"));
              wire.event(HangUps.STOP);
              wire.waitForHangUp();
            });

    assertThat(call).containsEntry("status", "cancelled").containsEntry("completion_tokens", 3L);
  }

  @Test
  void aProviderThatTurnsTheCallDownAfterTheHangUpIsOwedNothing() throws IOException {
    Map<String, Object> whole =
        hangUps.hangUp(
            "/v1/chat/completions",
            "",
            "",
            wire -> {
              hangUps.awaitHangUp();
              wire.json(500, "{\"error\":{\"message\":\"no\"}}");
            });
    Map<String, Object> streamed =
        hangUps.hangUp(
            "/v1/chat/completions",
            ",\"stream\":true",
            "",
            wire -> {
              hangUps.awaitHangUp();
              wire.beginStream();
              wire.event("{\"error\":{\"message\":\"overloaded\",\"code\":503}}");
              wire.endStream();
            });

    for (Map<String, Object> call : List.of(whole, streamed)) {
      assertThat(call)
          .containsEntry("status", "cancelled")
          .containsEntry("sent", true)
          .containsEntry("cost", 0L);
    }
  }

  private static void talkOn(Wire wire) throws IOException, InterruptedException {
    wire.beginStream();
    while (true) {
      wire.event(Transcript.delta("{\"content\":\" word\"}"));
      Thread.sleep(Duration.ofMillis(20));
    }
  }
}
