package ai.nemorouter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// `docs/security.md` names tests that exist.
class SecurityDocumentTest {
  private static final Pattern ROW =
      Pattern.compile("\\| (\\d+\\.\\d+\\.\\d+[^|]*)\\|.*\\|([^|]*)\\|");
  private static final Pattern NAME = Pattern.compile("`(\\w+(?:Test|IT))(?:\\.(\\w+))?`");

  @Test
  void everyRowIsHeldByTestsThatExistOrSaysWhyNot() throws IOException {
    Map<String, String> tests = tests();
    List<String> wrong = new ArrayList<>();
    int rows = 0;
    for (String line : Files.readAllLines(Path.of("docs/security.md"))) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        rows++;
        List<String> missing = missing(row.group(2), tests);
        if (!missing.isEmpty()) {
          wrong.add(row.group(1).strip() + ": " + missing);
        }
      }
    }
    assertThat(rows).isGreaterThan(30);
    assertThat(wrong).isEmpty();
  }

  private static List<String> missing(String cell, Map<String, String> tests) {
    List<String> missing = new ArrayList<>();
    Matcher names = NAME.matcher(cell);
    int named = 0;
    while (names.find()) {
      named++;
      String source = tests.getOrDefault(names.group(1), "");
      if (source.isEmpty()
          || (names.group(2) != null && !source.contains(" " + names.group(2) + "("))) {
        missing.add(names.group());
      }
    }
    if (named == 0 && !cell.contains("no test: ")) {
      missing.add("a test, or why there is none");
    }
    return missing;
  }

  private static Map<String, String> tests() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      return files
          .filter(
              file -> file.toString().endsWith("Test.java") || file.toString().endsWith("IT.java"))
          .collect(
              Collectors.toMap(
                  file -> file.getFileName().toString().replace(".java", ""),
                  SecurityDocumentTest::read));
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
