package ai.nemorouter.guardrail.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.guardrail.engine.Evaluation.Tally;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The labelled set stays as large and the detectors as good as the documents say.
class EvaluationTest {
  private static final Set<Kind> HEURISTIC =
      EnumSet.of(Kind.INJECTION, Kind.POSTAL_ADDRESS, Kind.BIRTH_DATE, Kind.PHONE);

  private final Evaluation evaluation = Evaluation.run();

  @Test
  void theSetIsLargeAndCoversEachDetector() {
    assertThat(evaluation.count()).isGreaterThan(1000);
    assertThat(evaluation.kinds())
        .containsAll(Samples.evaluated())
        .contains(Kind.KEYWORD, Kind.PATTERN, Kind.INJECTION, Kind.HIDDEN_TEXT);
  }

  @Test
  void whatHasCheckDigitsOrAFixedFormIsFoundAndNothingElse() {
    for (Kind kind : evaluation.kinds()) {
      Tally tally = evaluation.of(kind);
      if (!HEURISTIC.contains(kind)) {
        assertThat(tally.recall()).as("recall of %s", kind).isGreaterThanOrEqualTo(0.98);
        assertThat(tally.precision()).as("precision of %s", kind).isGreaterThanOrEqualTo(0.98);
      }
    }
  }

  @Test
  void heuristicsAreAsGoodAsTheDocumentsSay() {
    for (Kind kind : HEURISTIC) {
      assertThat(evaluation.of(kind).recall()).as("recall of %s", kind).isGreaterThan(0.8);
      assertThat(evaluation.of(kind).precision()).as("precision of %s", kind).isGreaterThan(0.8);
    }
  }

  @Test
  void theDocumentsCarryTheTableAsItIsNow() throws Exception {
    String documents = Files.readString(Path.of("docs/guardrails.md"));

    assertThat(documents).contains(evaluation.table());
    assertThat(documents).contains(evaluation.slipped());
  }
}
