package ai.nemorouter.limit.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.testsupport.Portion;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The proof of the engine is worth something only if it fails for an engine that is wrong. A run
/// tries a `Portion` of the faults.
class MutationTest {
  static final int SEQUENCES = 600;

  static List<Mutation> mutations() {
    return Portion.of(Mutations.all().toList());
  }

  @ParameterizedTest
  @MethodSource("mutations")
  void theProofTurnsRedFor(Mutation mutation) throws SQLException {
    try (EngineServer.Database database = EngineServer.shared().database(mutation)) {
      if (mutation.proof().equals("Sequences")) {
        assertThat(someSequenceFails(database)).as(mutation.fault()).isTrue();
      } else {
        assertThatThrownBy(() -> Interleaving.valueOf(mutation.proof()).play(database))
            .as(mutation.fault())
            .isInstanceOf(AssertionError.class);
      }
    }
  }

  /// The faults of the Java side are made by `./mvnw -Pmutations verify`.
  @Test
  void theFaultsOfTheJavaSideStillFitItsSource() throws IOException {
    assertThat(JavaMutations.misfits()).isEmpty();
  }

  private static boolean someSequenceFails(EngineServer.Database database) throws SQLException {
    try (Sequences sequences = new Sequences(database)) {
      for (long seed : LongStream.rangeClosed(1, SEQUENCES).toArray()) {
        if (sequences.run(Sequence.of(seed)).isPresent()) {
          return true;
        }
      }
      return false;
    }
  }
}
