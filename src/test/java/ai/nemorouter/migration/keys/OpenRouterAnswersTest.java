package ai.nemorouter.migration.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.platform.error.InvalidInputException;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is read as an account's keys and budgets.
class OpenRouterAnswersTest {
  @Test
  void whatIsNoListOfKeysIsRefusedWithAReason() {
    for (String text : List.of("", "{", "[]", "{\"data\":{}}", "[1]", "7", "{\"error\":{}}")) {
      assertThatThrownBy(() -> OpenRouterAnswers.keys(text))
          .as(text)
          .isInstanceOf(InvalidInputException.class);
    }
    assertThat(
            OpenRouterAnswers.keys("[" + KeyImportsTest.ANSWER + "," + KeyImportsTest.ANSWER + "]"))
        .hasSize(10);
    assertThat(OpenRouterAnswers.keys("[{\"name\":\"a\",\"limit_reset\":\"hourly\"}]"))
        .singleElement()
        .extracting(ForeignKey::problem)
        .asString()
        .contains("hourly");
  }

  @Test
  void whatIsCarriedFromPreviewToImportLosesNothing() {
    List<ForeignKey> read = OpenRouterAnswers.keys(KeyImportsTest.ANSWER);

    assertThat(OpenRouterAnswers.keys(ForeignKeyJson.list(read))).isEqualTo(read);
    List<ForeignBudget> budgets = OpenRouterAnswers.budgets(KeyImportsTest.BUDGETS);
    assertThat(budgets).hasSize(1);
    assertThat(OpenRouterAnswers.budgets(ForeignKeyJson.budgets(budgets))).isEqualTo(budgets);
  }
}
