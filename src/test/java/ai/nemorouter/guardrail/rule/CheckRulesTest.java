package ai.nemorouter.guardrail.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.guardrail.engine.Action;
import ai.nemorouter.guardrail.engine.Check;
import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.guardrail.engine.Guard;
import ai.nemorouter.guardrail.engine.Kind;
import ai.nemorouter.guardrail.engine.Part;
import ai.nemorouter.guardrail.engine.Verdict;
import ai.nemorouter.platform.error.InvalidInputException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What may be stored as a check.
@Timeout(10)
class CheckRulesTest {
  @Test
  void tenThousandKeywordsAreTakenAndOneMoreIsNot() {
    requireUsable(new Check.Keywords(words(Check.Keywords.WORDS_MAX), true));

    assertRefused(new Check.Keywords(words(Check.Keywords.WORDS_MAX + 1), true), "10000 keywords");
    assertRefused(new Check.Keywords(List.of(), true), "at least one");
    assertRefused(new Check.Keywords(List.of("x".repeat(201)), true), "200 characters");
    assertRefused(new Check.Keywords(List.of(" "), true), "blank");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "((a{1,100}){1,100}){1,100}",
        "(?:(?:a{0,1000}){0,1000})b",
        "(a)\\1",
        "(?=secret)",
        "(?<!x)y",
        "a++",
        "(",
        "[z-a]",
        "",
        "a*"
      })
  void aPatternThatCostsTooMuchOrIsUnknownIsRefusedAtOnce(String expression) {
    assertThatThrownBy(() -> requireUsable(new Check.Pattern(expression, false, 0)))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void aPatternIsBoundedInLengthAndHasTheGroupThatIsRedacted() {
    assertRefused(new Check.Pattern("a".repeat(501), false, 0), "500 characters");
    assertRefused(new Check.Pattern("abc(d)", false, 2), "no group 2");
    requireUsable(new Check.Pattern("abc(d)", false, 1));
  }

  @Test
  void aSchemaIsBoundedAndRefersToNothingOutside() {
    String large = "{\"description\":\"" + "x".repeat(1_000_000) + "\"}";
    String deep = "{\"not\":".repeat(20_000) + "{}" + "}".repeat(20_000);

    assertRefused(new Check.Schema(large), "100,000 characters");
    assertRefused(new Check.Schema(deep), "100,000 characters");
    assertRefused(
        new Check.Schema("{\"not\":".repeat(600) + "{}" + "}".repeat(600)), "JSON object");
    assertRefused(new Check.Schema("[]"), "JSON object");
    assertRefused(new Check.Schema("{\"$ref\":\"http://169.254.169.254/x\"}"), "`$ref`");
    assertRefused(new Check.Schema("{\"items\":[{\"$ref\":\"file:///etc/passwd\"}]}"), "`$ref`");
    assertRefused(new Check.Schema("{\"pattern\":\"(?=a)\"}"), "pattern");
    assertRefused(new Check.Schema("{\"pattern\":\"((a{1,100}){1,100}){1,100}\"}"), "pattern");
    assertRefused(new Check.Schema("{\"patternProperties\":{\"(a)\\\\1\":{}}}"), "pattern");
    requireUsable(
        new Check.Schema(
            "{\"$defs\":{\"id\":{\"pattern\":\"^[a-z]*$\"}},\"$ref\":\"#/$defs/id\"}"));
  }

  @Test
  void aPatternOfASchemaTakesLinearTime() {
    RuleTerms terms = terms(new Check.Schema("{\"pattern\":\"^(a|aa)+$\"}"), Action.BLOCK);
    Guard guard = Guard.of(List.of(terms.rule(new UUID(0, 1))));
    String text = "\"" + "a".repeat(50_000) + "b\"";

    Verdict verdict =
        guard
            .open(new byte[32])
            .screen(Direction.OUTPUT, Part.text("text", "assistant", text))
            .verdict();

    assertThat(verdict).isEqualTo(Verdict.BLOCKED);
  }

  @Test
  void kindsRegionsAndFilesAreThoseThatThereAre() {
    assertRefused(new Check.Personal(Set.of(), List.of()), "at least one kind");
    assertRefused(new Check.Personal(Set.of(Kind.OWN_KEY), List.of()), "another check");
    assertRefused(new Check.Secrets(Set.of(Kind.EMAIL)), "another check");
    assertRefused(new Check.Personal(Set.of(Kind.PHONE), List.of("XX")), "no country");
    assertRefused(new Check.Files(Set.of("pictures")), "no kind of file");
    assertRefused(new Check.Injection(0), "1 to 100");
    assertRefused(new Check.Length(0, 0), "above zero");
    assertRefused(new Check.Length(-5, 10), "above zero");
  }

  @Test
  void whatHasNoPlaceInATextCannotBeRedacted() {
    assertThatThrownBy(
            () -> CheckRules.requireUsable(terms(new Check.Length(10, 0), Action.REDACT)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("not redact");
  }

  private static List<String> words(int number) {
    return IntStream.range(0, number).mapToObj(index -> "word" + index).toList();
  }

  private static void requireUsable(Check check) {
    CheckRules.requireUsable(terms(check, Action.FLAG));
  }

  private static void assertRefused(Check check, String reason) {
    assertThatThrownBy(() -> requireUsable(check))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(reason);
  }

  private static RuleTerms terms(Check check, Action action) {
    return RuleTerms.of("Rule", RuleState.ON, action, check);
  }
}
