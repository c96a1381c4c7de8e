package ai.nemorouter;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.SourceTree.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// House style as an ordinary test: what a formatter and a compiler do not see. Each message tells
/// what to do instead.
class TidyTest {
  private static final SourceTree TREE = SourceTree.ofProject();

  private static final Map<String, Integer> FILE_LINES_MAX =
      Map.of("java", 400, "html", 120, "css", 300, "js", 150);
  private static final int METHOD_LINES_MAX = 50;
  private static final long FILE_BYTES_MAX = 500_000;

  private static final Set<String> TEXT =
      Set.of("java", "html", "css", "js", "md", "sql", "properties", "xml", "sh", "yaml", "yml");

  /// Patterns of Java source, without its comments and strings, with what to write instead.
  private static final Map<String, String> FORBIDDEN_JAVA =
      Map.ofEntries(
          typeSuffix("Impl", "name it by what sets it apart, as in `NoOpClock`"),
          typeSuffix("Utils?", "move each method to the type it is about"),
          typeSuffix("Helper", "move each method to the type it is about"),
          typeSuffix("Manager", "use the plural for use cases (`Keys`), or name what it does"),
          typeSuffix("Service", "use the plural for use cases (`Keys`), or name what it does"),
          typeSuffix("(Dto|DTO)", "name the record by what it carries"),
          Map.entry(
              "\\bprintStackTrace\\b", "log it with a message and its values, or throw it on"),
          Map.entry("\\borg\\.mockito\\b", "write a small fake by hand"),
          Map.entry("\\bjava\\.util\\.(Date|Calendar)\\b", "use java.time"),
          Map.entry("\\bSimpleDateFormat\\b", "use java.time.format.DateTimeFormatter"));

  private static final Map<String, String> FORBIDDEN_HTML =
      Map.of(
          "\\sstyle\\s*=", "the content security policy refuses it: use a class",
          "\\son(click|change|input|submit|load|error|focus|blur|toggle|(key|mouse|pointer)\\w+)\\s*=",
              "the content security policy refuses it: use a data attribute and a script file",
          "\\bhx-on\\b", "it needs eval: use a data attribute and a script file",
          "hx-trigger\\s*=\\s*(\"[^\"]*|'[^']*)\\[",
              "trigger filters need eval: decide on the server",
          "hx-(vals|headers)\\s*=\\s*[\"']\\s*js:", "js: values need eval: render the value",
          "<script[^>]*>\\s*[^<\\s]", "inline scripts are refused: put it into a script file",
          "\\{[^}]*\\.raw\\b", "unescaped output: let Qute escape it",
          "class=\"crumb\"",
              "the layout shows breadcrumbs: name what is between the list and the page in `{#above}`");

  private static final Pattern FLOATING =
      Pattern.compile("\\b(double|float|Double|Float|doubleValue|floatValue|asDouble)\\b");
  private static final Pattern MONEY_CODE =
      Pattern.compile(
          "src/main/java/ai/nemorouter/((money|limit|credit|usage|catalog)/.*|gateway/(cost/.*|.*(Cost|Price|Bill|Estimate|Usage)\\w*\\.java))");
  private static final Pattern STYLED = Pattern.compile("^  \\.([a-z-]+) \\{", Pattern.MULTILINE);
  private static final long PACKAGE_TYPES_MAX = 25;
  private static final int TEMPLATE_WIDTH_MAX = 160;
  private static final Pattern RIDDLE =
      Pattern.compile("\\b(whoever|whomever|what of else)\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern DECLARED =
      Pattern.compile("\\b(?:class|record|interface|enum) (\\w+)\\b");
  private static final Pattern IMPORTED =
      Pattern.compile("^import [\\w.]+\\.(\\w+);", Pattern.MULTILINE);
  private static final String NOT_MONEY = "// not money:";

  @Test
  void filesAreShort() {
    List<String> problems = new ArrayList<>();
    for (Source source : TREE.sources(FILE_LINES_MAX.keySet())) {
      int allowed = FILE_LINES_MAX.getOrDefault(source.extension(), Integer.MAX_VALUE);
      int lines = source.lines().size();
      if (lines > allowed) {
        problems.add(
            "%s has %d lines, more than %d: split it by what its parts are for"
                .formatted(source.path(), lines, allowed));
      }
    }
    assertThat(problems).isEmpty();
  }

  @Test
  void packagesAreSmall() {
    Map<String, Long> types =
        TREE.under("src/main/java", "java").stream()
            .map(Source::path)
            .filter(path -> !path.endsWith("package-info.java"))
            .map(path -> path.substring(0, path.lastIndexOf('/')))
            .collect(groupingBy(folder -> folder, TreeMap::new, counting()));

    assertThat(types)
        .hasSizeGreaterThan(100)
        .allSatisfy((folder, count) ->
            assertThat(count)
                .as("%s: split it by what its parts are for", folder)
                .isLessThanOrEqualTo(PACKAGE_TYPES_MAX));
  }

  @Test
  void typesHaveNamesOfTheirOwn() {
    Map<String, Long> files =
        TREE.under("src/main/java", "java").stream()
            .map(Source::name)
            .filter(name -> !name.equals("package-info.java"))
            .collect(groupingBy(Function.identity(), TreeMap::new, counting()));
    assertThat(files).hasSizeGreaterThan(1_000);
    files.values().removeIf(count -> count == 1);
    assertThat(files).as("two types with one name are taken for each other: rename one").isEmpty();
  }

  @Test
  void linesOfTemplatesAreShort() {
    List<String> problems = new ArrayList<>();
    for (Source source : templates()) {
      for (int line = 1; line <= source.lines().size(); line++) {
        int width = source.lines().get(line - 1).length();
        if (width > TEMPLATE_WIDTH_MAX) {
          problems.add(
              "%s:%d: %d characters, more than %d: break it between attributes or elements"
                  .formatted(source.path(), line, width, TEMPLATE_WIDTH_MAX));
        }
      }
    }
    assertThat(problems).isEmpty();
  }

  @Test
  void sentencesAreNoRiddles() {
    List<Source> written = new ArrayList<>(TREE.sources(Set.of("java", "html", "md", "sql")));
    written.removeIf(source -> source.name().equals("TidyTest.java"));
    List<String> problems = new ArrayList<>();
    for (Source source : written) {
      Matcher matcher = RIDDLE.matcher(source.text());
      while (matcher.find()) {
        problems.add(
            "%s:%d: \"%s\": name the person, as in \"the operator\" or \"anyone who\""
                .formatted(source.path(), source.lineOf(matcher.start()), matcher.group()));
      }
    }
    assertThat(problems).isEmpty();
  }

  @Test
  void methodsAreShort() {
    List<String> problems = new ArrayList<>();
    for (Source source : TREE.sources(Set.of("java"))) {
      for (SourceTree.Block block : source.methods()) {
        if (block.bodyLines() > METHOD_LINES_MAX) {
          problems.add(
              "%s:%d: a method of %d lines, more than %d: give its steps names and call them"
                  .formatted(source.path(), block.line(), block.bodyLines(), METHOD_LINES_MAX));
        }
      }
    }
    assertThat(problems).isEmpty();
  }

  @Test
  void javaIsFreeOfForbiddenWords() {
    assertThat(problems(TREE.sources(Set.of("java")), Source::code, FORBIDDEN_JAVA)).isEmpty();
  }

  @Test
  void beansAreInjectedThroughTheirConstructor() {
    Map<String, String> forbidden =
        Map.of(
            "@Inject\\b", "take it as a constructor parameter; one constructor needs no @Inject");
    assertThat(problems(TREE.under("src/main/java", "java"), Source::code, forbidden)).isEmpty();
  }

  @Test
  void nothingIsLeftForLater() {
    Map<String, String> reminders =
        Map.of("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b", "do it now or open an issue");
    assertThat(problems(TREE.sources(TEXT), Source::text, reminders)).isEmpty();
  }

  @Test
  void templatesObeyTheContentSecurityPolicy() {
    assertThat(problems(templates(), Source::text, FORBIDDEN_HTML)).isEmpty();
  }

  @Test
  void aClassIsStyledInOneStylesheet() {
    Map<String, Set<String>> sheets = new TreeMap<>();
    for (Source sheet : TREE.under("frontend", "css")) {
      Matcher rule = STYLED.matcher(sheet.text());
      while (rule.find()) {
        sheets.computeIfAbsent(rule.group(1), _ -> new TreeSet<>()).add(sheet.path());
      }
    }
    assertThat(sheets).isNotEmpty();
    sheets.values().removeIf(paths -> paths.size() == 1);
    assertThat(sheets).as("two stylesheets with one class undo each other: rename one").isEmpty();
  }

  @Test
  void everyTemplateIsRendered() {
    String java = SourceTree.textOf(TREE.under("src/main/java", "java"));
    String html = SourceTree.textOf(templates());
    List<String> problems = new ArrayList<>();
    for (Source template : templates()) {
      String path = template.path().replaceFirst("^.*/templates/", "").replaceFirst("\\.html$", "");
      String name = path.replaceFirst("^.*/", "");
      boolean rendered =
          path.startsWith("tags/")
              || SourceTree.contains(java, "TemplateInstance\\s+" + name + "(\\$\\w+)?\\s*\\(")
              || SourceTree.contains(html, "\\{#include\\s+" + path + "[\\s/}.]");
      if (!rendered) {
        problems.add(
            template.path() + ": nothing renders it: declare it in `Templates` or delete it");
      }
    }
    assertThat(problems).isEmpty();
  }

  @Test
  void everyStyleSheetNamesItsLayer() {
    List<String> problems = new ArrayList<>();
    for (Source source : TREE.sources(Set.of("css"))) {
      if (!source.text().contains("@layer")) {
        problems.add(source.path() + ": put its rules into an @layer, as its neighbours do");
      }
    }
    assertThat(problems).isEmpty();
  }

  @Test
  void everyPageOfTheDocsHasOneTitle() {
    List<String> problems = new ArrayList<>();
    for (Source page : TREE.under("docs", "md")) {
      long titles = page.linesOutsideFences().filter(line -> line.startsWith("# ")).count();
      if (titles != 1) {
        problems.add(
            "%s has %d lines that start with `# `: keep one".formatted(page.path(), titles));
      }
    }
    assertThat(problems).isEmpty();
  }

  @Test
  void noFileIsLarge() throws IOException {
    List<String> problems = new ArrayList<>();
    for (Path file : TREE.files()) {
      if (Files.size(file) > FILE_BYTES_MAX) {
        problems.add(file + " is over 500 kB: fetch or generate it in the build");
      }
    }
    assertThat(problems).isEmpty();
  }

  /// `Keys`, `Keys.mint` and `Keys.mint()` in backticks name a type of this project, or one that it
  /// imports, and a word in that type's file.
  @Test
  void architectureAndInternalsNameOnlyWhatExists() {
    Pattern quoted = Pattern.compile("`([A-Z][a-z]\\w*)(?:\\.([a-z]\\w*))?(?:\\(\\))?`");
    List<Source> java = TREE.under("src", "java");
    Map<String, List<Source>> declared = homes(java, DECLARED);
    Map<String, List<Source>> imported = homes(java, IMPORTED);
    List<String> problems = new ArrayList<>();
    for (Source page : TREE.under("docs", "md")) {
      if (!Set.of("architecture.md", "internals.md").contains(page.name())) {
        continue;
      }
      Matcher matcher = quoted.matcher(page.text());
      while (matcher.find()) {
        String type = matcher.group(1);
        List<Source> homes = declared.getOrDefault(type, List.of());
        boolean exists =
            homes.isEmpty() ? imported.containsKey(type) : anyHas(homes, matcher.group(2));
        if (!exists) {
          problems.add(
              "%s:%d: there is no %s: tell the flow in the code's own names"
                  .formatted(page.path(), page.lineOf(matcher.start()), matcher.group()));
        }
      }
    }
    assertThat(problems).isEmpty();
  }

  @Test
  void moneyIsNeverFloating() {
    List<String> problems = new ArrayList<>();
    for (Source source : TREE.sources(Set.of("java"))) {
      if (!MONEY_CODE.matcher(source.path()).matches()) {
        continue;
      }
      Matcher matcher = FLOATING.matcher(source.code());
      while (matcher.find()) {
        int line = source.lineOf(matcher.start());
        if (!source.lines().get(line - 1).contains(NOT_MONEY)) {
          problems.add(
              "%s:%d: %s near money: use Money, long or BigDecimal, or end the line with `%s why`"
                  .formatted(source.path(), line, matcher.group(), NOT_MONEY));
        }
      }
    }
    assertThat(problems).isEmpty();
  }

  private static List<Source> templates() {
    return TREE.under("src/main/resources/templates", "html");
  }

  private static List<String> problems(
      List<Source> sources, Function<Source, String> text, Map<String, String> forbidden) {
    assertThat(TREE.files()).as("files of the project").hasSizeGreaterThan(20);
    List<String> problems = new ArrayList<>();
    for (Source source : sources) {
      forbidden.forEach((pattern, instead) -> {
        Matcher matcher = Pattern.compile(pattern).matcher(text.apply(source));
        while (matcher.find()) {
          problems.add(
              "%s:%d: `%s`: %s"
                  .formatted(
                      source.path(),
                      source.lineOf(matcher.start()),
                      matcher.group().strip(),
                      instead));
        }
      });
    }
    return problems;
  }

  /// The files in which the pattern's group is found, by what it is.
  private static Map<String, List<Source>> homes(List<Source> java, Pattern pattern) {
    Map<String, List<Source>> homes = new HashMap<>();
    for (Source source : java) {
      Matcher matcher = pattern.matcher(source.code());
      while (matcher.find()) {
        homes.computeIfAbsent(matcher.group(1), _ -> new ArrayList<>()).add(source);
      }
    }
    return homes;
  }

  private static boolean anyHas(List<Source> homes, @Nullable String member) {
    return member == null
        || homes.stream()
            .anyMatch(home -> SourceTree.contains(home.code(), "\\b" + member + "\\b"));
  }

  private static Map.Entry<String, String> typeSuffix(String suffix, String instead) {
    return Map.entry("\\b(class|record|interface|enum) \\w*" + suffix + "\\b", instead);
  }
}
