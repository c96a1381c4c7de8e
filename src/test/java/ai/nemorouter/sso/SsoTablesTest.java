package ai.nemorouter.sso;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.testsupport.TableUse;
import java.io.IOException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Holds that the tables of single sign-on are this feature's own: others ask its use cases.
class SsoTablesTest {
  private static final TableUse TABLES =
      new TableUse(Pattern.compile("(?i)\\b(from|join|into|update)\\s+(identities|sso_[a-z]+)\\b"));

  @Test
  void noOtherFeatureNamesThemInSql() throws IOException {
    assertThat(TABLES.outside("sso")).isEmpty();
  }

  @Test
  void thisFeatureIsSeenToNameThem() throws IOException {
    assertThat(TABLES.outside("account")).contains(TableUse.source("sso/rule/SsoRuleRows.java"));
  }
}
