package ai.nemorouter.provider;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.testsupport.TableUse;
import java.io.IOException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Holds that the tables of providers are this feature's own: others ask its use cases.
class ProviderTablesTest {
  private static final TableUse TABLES =
      new TableUse(
          Pattern.compile(
              "(?i)\\b(from|join|update|into)\\s+((operator|organization)_providers"
                  + "|provider_(changes|health|closings))\\b"));

  @Test
  void noOtherFeatureNamesThemInSql() throws IOException {
    assertThat(TABLES.outside("provider")).isEmpty();
  }

  @Test
  void thisFeatureIsSeenToNameThem() throws IOException {
    assertThat(TABLES.outside("catalog"))
        .contains(TableUse.source("provider/health/HealthRows.java"));
  }
}
