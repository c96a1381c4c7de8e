package ai.nemorouter.organization;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Holds that the tables of organizations and invitations are this feature's own: others ask its
/// use cases, hear its events, or join the view `organization_records`.
class OrganizationTablesTest {
  private static final Path SOURCES = Path.of("src/main/java/ai/nemorouter");
  private static final Pattern TABLE =
      Pattern.compile(
          "(?i)\\b(from|join|update|into)\\s+(organizations|invitations|invitation_teams)\\b");

  /// The look-up of a key at each request, which asks the tables of all that a key hangs on at
  /// once.
  private static final Set<Path> KEY_LOOK_UP = Set.of(SOURCES.resolve("key/KeyRing.java"));

  @Test
  void noOtherFeatureNamesThemInSql() throws IOException {
    assertThat(naming("organization")).isSubsetOf(KEY_LOOK_UP);
  }

  @Test
  void thisFeatureIsSeenToNameThem() throws IOException {
    assertThat(naming("key")).contains(SOURCES.resolve("organization/JoinedOrganizations.java"));
  }

  /// @param owner the package that is left out
  private static List<Path> naming(String owner) throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.startsWith(SOURCES.resolve(owner)))
          .filter(file -> TABLE.matcher(read(file)).find())
          .toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
