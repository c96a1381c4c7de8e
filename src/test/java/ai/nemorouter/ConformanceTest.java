package ai.nemorouter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Holds that docs/conformance.md and the tests say the same: which test holds which row.
class ConformanceTest {
  private static final Pattern CLAIM = Pattern.compile("///\\s+Rows? ([0-9, and]+)");
  private static final Pattern NUMBER = Pattern.compile("\\d+");
  private static final Pattern ROW = Pattern.compile("\\| (\\d+) \\| [^|]+ \\| ([^|]+) \\|");
  private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT))`");

  @Test
  void theTableNamesExactlyTheTestsThatClaimEachRow() throws IOException {
    Map<Integer, Set<String>> claimed = claims();
    Map<Integer, Set<String>> told = new TreeMap<>();
    for (String line : Files.readAllLines(Path.of("docs/conformance.md"))) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        Set<String> tests = new TreeSet<>();
        TEST.matcher(row.group(2)).results().forEach(test -> tests.add(test.group(1)));
        told.put(Integer.parseInt(row.group(1)), tests);
        assertThat(row.group(2)).as("row " + row.group(1)).isNotBlank();
      }
    }

    assertThat(told).hasSizeGreaterThan(90);
    told.values().removeIf(Set::isEmpty);
    assertThat(told).isEqualTo(claimed);
  }

  private static Map<Integer, Set<String>> claims() throws IOException {
    Map<Integer, Set<String>> claims = new TreeMap<>();
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        String test = file.getFileName().toString().replace(".java", "");
        Matcher claim = CLAIM.matcher(Files.readString(file));
        while (claim.find()) {
          Matcher number = NUMBER.matcher(claim.group(1));
          while (number.find()) {
            claims.computeIfAbsent(Integer.valueOf(number.group()), _ -> new TreeSet<>()).add(test);
          }
        }
      }
    }
    return claims;
  }
}
