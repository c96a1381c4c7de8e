package ai.nemorouter.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Holds that the tables of keys and management keys are this feature's own: others ask its use
/// cases, or join the views of `R__questions.sql`, which have no secrets.
class KeyTablesTest {
  private static final Path SOURCES = Path.of("src/main/java/ai/nemorouter");
  private static final Pattern TABLE =
      Pattern.compile(
          "(?i)\\b(from|join|update|into)\\s+(management_)?keys\\b|\"(management_)?keys k ");

  @Test
  void noOtherFeatureNamesThemInSql() throws IOException {
    assertThat(naming("key")).isEmpty();
  }

  @Test
  void thisFeatureIsSeenToNameThem() throws IOException {
    assertThat(naming("organization")).contains(SOURCES.resolve("key/KeyReports.java"));
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
