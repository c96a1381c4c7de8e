package ai.nemorouter.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Which sources of the product name tables in SQL.
///
/// @param table matches SQL that names them
public record TableUse(Pattern table) {
  private static final Path SOURCES = Path.of("src/main/java/ai/nemorouter");

  /// @param file below the product's own package, as in `key/identity/KeyRing.java`
  public static Path source(String file) {
    return SOURCES.resolve(file);
  }

  /// The sources that name the tables.
  ///
  /// @param owner the package that is left out
  public List<Path> outside(String owner) throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.startsWith(SOURCES.resolve(owner)))
          .filter(file -> table.matcher(read(file)).find())
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
