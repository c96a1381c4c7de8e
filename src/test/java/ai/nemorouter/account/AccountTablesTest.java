package ai.nemorouter.account;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.testsupport.TableUse;
import java.io.IOException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Holds that how people sign in stands in tables of this feature's own: others ask its use cases.
class AccountTablesTest {
  private static final TableUse TABLES =
      new TableUse(
          Pattern.compile(
              "(?i)\\b((from|join|into)\\s+(sessions|second_factors|recovery_codes|pending_sign_ins"
                  + "|password_resets|registrations|familiar_addresses|throttled)|update\\s+users)\\b"));

  @Test
  void noOtherFeatureNamesThemInSql() throws IOException {
    assertThat(TABLES.outside("account")).isEmpty();
  }

  @Test
  void thisFeatureIsSeenToNameThem() throws IOException {
    assertThat(TABLES.outside("sso")).contains(TableUse.source("account/throttle/Throttle.java"));
  }
}
