package ai.nemorouter;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.SourceTree.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Migrations keep an order and a size in which they can be read.
class TidyMigrationsTest {
  private static final SourceTree TREE = SourceTree.ofProject();
  private static final int SQL_FUNCTION_LINES_MAX = 90;
  private static final Pattern SQL_FUNCTION =
      Pattern.compile(
          "^create (?:or replace )?(?:function|procedure) (\\w+)[^$;]*(?:;|\\$\\$.*?\\$\\$[^;]*;)",
          Pattern.MULTILINE | Pattern.DOTALL);

  @Test
  void functionsOfTheDatabaseAreShort() {
    List<String> problems = new ArrayList<>();
    int functions = 0;
    for (Source source : TREE.under("src/main/resources/db/migration", "sql")) {
      Matcher function = SQL_FUNCTION.matcher(source.text());
      while (function.find() && source.name().startsWith("R__")) {
        functions++;
        long lines = function.group().lines().count();
        if (lines > SQL_FUNCTION_LINES_MAX) {
          problems.add(
              "%s:%d: %s has %d lines, more than %d: give its steps names and call them"
                  .formatted(
                      source.path(),
                      source.lineOf(function.start()),
                      function.group(1),
                      lines,
                      SQL_FUNCTION_LINES_MAX));
        }
      }
    }
    assertThat(functions).isGreaterThan(50);
    assertThat(problems).isEmpty();
  }

  @Test
  void migrationsAreNumberedWithoutGaps() {
    List<String> names =
        TREE.under("src/main/resources/db/migration", "sql").stream()
            .map(Source::name)
            .filter(name -> !name.matches("R__[a-z0-9_]+\\.sql"))
            .toList();
    List<String> problems = new ArrayList<>();
    for (String name : names) {
      if (!name.matches("V[1-9]\\d*__[a-z0-9_]+\\.sql")) {
        problems.add(
            name
                + ": name it V<number>__<lower_case_words>.sql, or R__… if it only replaces functions");
      }
    }
    for (int number = 1; number <= names.size(); number++) {
      String prefix = "V" + number + "__";
      if (names.stream().filter(name -> name.startsWith(prefix)).count() != 1) {
        problems.add("there must be exactly one migration %s…: renumber".formatted(prefix));
      }
    }
    assertThat(problems).isEmpty();
  }
}
