package ai.nemorouter.usage.story;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.platform.database.Ids;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The time line of a request shows no time that is not recorded.
class StoryStepTest {
  private static final Instant CAME = Instant.parse("2026-11-28T10:00:00Z");

  @Test
  void aFurtherAttemptBeginsWhenItsIdentifierWasMadeAndTheFirstHasNoTime() {
    List<StoryStep> legs = StoryStep.of(List.of(attempt(0, null, 400), attempt(650, 900, 1_650)));

    assertThat(legs).extracting(StoryStep::begun).containsExactly(null, "650 ms");
    assertThat(legs).extracting(StoryStep::took).containsExactly(null, "1.0 s");
    StoryStep second = legs.getLast();
    assertThat(second.barFrom()).isEqualTo(393);
    assertThat(second.barByte()).isEqualTo(545);
    assertThat(second.barTo()).isEqualTo(1_000);
  }

  @Test
  void anAttemptIsWithoutATimeWhereTheClockWasMoved() {
    List<StoryStep> legs =
        StoryStep.of(
            List.of(
                attempt(0, null, 400), attempt(-3_000, 900, 1_650), attempt(9_000, null, 1_700)));

    assertThat(legs).extracting(StoryStep::begun).containsOnlyNulls();
    assertThat(legs).extracting(StoryStep::hasBar).containsExactly(true, false, false);
    assertThat(legs).extracting(StoryStep::ended).containsExactly("400 ms", "1.7 s", "1.7 s");
  }

  private static RecordedAttempt attempt(
      long afterMs, @Nullable Integer firstByteMs, int durationMs) {
    return new RecordedAttempt(
        Ids.at(CAME.plusMillis(afterMs)),
        CAME,
        "failed",
        502,
        "provider_status_503",
        "acme/large",
        "acme/large",
        "acme",
        false,
        true,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        0,
        0,
        null,
        firstByteMs,
        durationMs);
  }
}
