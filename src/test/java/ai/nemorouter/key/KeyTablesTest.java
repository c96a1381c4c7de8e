package ai.nemorouter.key;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.testsupport.TableUse;
import java.io.IOException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Holds that the tables of keys and management keys are this feature's own: others ask its use
/// cases, or join the views of `R__questions.sql`, which have no secrets.
class KeyTablesTest {
  private static final TableUse TABLES =
      new TableUse(
          Pattern.compile(
              "(?i)\\b(from|join|update|into)\\s+(management_)?keys\\b|\"(management_)?keys k "));

  @Test
  void noOtherFeatureNamesThemInSql() throws IOException {
    assertThat(TABLES.outside("key")).isEmpty();
  }

  @Test
  void thisFeatureIsSeenToNameThem() throws IOException {
    assertThat(TABLES.outside("organization")).contains(TableUse.source("key/KeyReports.java"));
  }
}
