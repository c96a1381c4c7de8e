package ai.nemorouter.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IdsTest {
  /// The order of the database: by the bytes, and not by signed halves as `UUID.compareTo` does it.
  private static final Comparator<UUID> BY_BYTES = Comparator.comparing(UUID::toString);

  @Test
  void identifiersComeInTheOrderTheyWereMadeHoweverFast() {
    List<UUID> made = Stream.generate(Ids::next).limit(20_000).toList();

    assertThat(made).isSortedAccordingTo(BY_BYTES).doesNotHaveDuplicates();
    assertThat(made).allMatch(id -> id.version() == 7 && id.variant() == 2);
  }

  @Test
  void identifiersOfAnInstantLieInItsMillisecond() {
    Instant instant = Instant.parse("2026-11-22T12:00:00.123999999Z");

    UUID id = Ids.at(instant);

    assertThat(Ids.timeOf(id)).isEqualTo(Instant.parse("2026-11-22T12:00:00.123Z"));
    assertThat(List.of(Ids.firstAt(instant), id, Ids.firstAt(instant.plusMillis(1))))
        .isSortedAccordingTo(BY_BYTES);
  }
}
