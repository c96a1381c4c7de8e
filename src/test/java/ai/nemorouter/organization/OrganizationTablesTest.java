package ai.nemorouter.organization;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.testsupport.TableUse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Holds that the tables of organizations and invitations are this feature's own: others ask its
/// use cases, hear its events, or join the view `organization_records`.
class OrganizationTablesTest {
  private static final TableUse TABLES =
      new TableUse(
          Pattern.compile(
              "(?i)\\b(from|join|update|into)\\s+(organizations|invitations|invitation_teams)\\b"));

  /// The look-up of a key at each request, which asks the tables of all that a key hangs on at
  /// once.
  private static final Set<Path> KEY_LOOK_UP = Set.of(TableUse.source("key/identity/KeyRing.java"));

  @Test
  void noOtherFeatureNamesThemInSql() throws IOException {
    assertThat(TABLES.outside("organization")).isSubsetOf(KEY_LOOK_UP);
  }

  @Test
  void thisFeatureIsSeenToNameThem() throws IOException {
    assertThat(TABLES.outside("key"))
        .contains(TableUse.source("organization/member/JoinedOrganizations.java"));
  }
}
