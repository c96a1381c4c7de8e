package ai.nemorouter.alert;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.testsupport.TableUse;
import java.io.IOException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Holds that the tables of alerts and their channels are this feature's own: others ask its use
/// cases.
class AlertTablesTest {
  private static final TableUse TABLES =
      new TableUse(
          Pattern.compile(
              "(?i)\\b(from|join|update|into)\\s+(alerts|alert_channels|alert_deliveries|credit_marks)\\b"));

  @Test
  void noOtherFeatureNamesThemInSql() throws IOException {
    assertThat(TABLES.outside("alert")).isEmpty();
  }

  @Test
  void thisFeatureIsSeenToNameThem() throws IOException {
    assertThat(TABLES.outside("key")).contains(TableUse.source("alert/delivery/DeliveryRows.java"));
  }
}
