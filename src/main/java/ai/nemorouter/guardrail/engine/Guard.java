package ai.nemorouter.guardrail.engine;

import ai.nemorouter.guardrail.engine.detect.BirthDates;
import ai.nemorouter.guardrail.engine.detect.Detector;
import ai.nemorouter.guardrail.engine.detect.Emails;
import ai.nemorouter.guardrail.engine.detect.Encoded;
import ai.nemorouter.guardrail.engine.detect.HiddenText;
import ai.nemorouter.guardrail.engine.detect.Injection;
import ai.nemorouter.guardrail.engine.detect.IpAddresses;
import ai.nemorouter.guardrail.engine.detect.Patterns;
import ai.nemorouter.guardrail.engine.detect.PostalAddresses;
import ai.nemorouter.guardrail.engine.detect.number.NumberDetector;
import ai.nemorouter.guardrail.engine.detect.secret.Terms;
import ai.nemorouter.guardrail.engine.pattern.Expression;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// A set of rules made ready to be used: immutable, thread-safe, made once for each version of the
/// rules and shared by all requests under them.
public final class Guard {
  private final List<Rule> rules;
  private final TokenEstimator tokens;
  private final Program input;
  private final Program output;

  /// A detector, and the rule that it works for.
  ///
  /// @param rule `SHARED` if it works for several
  record Step(Detector detector, int rule) {
    static final int SHARED = -1;
  }

  /// What is done with texts of one direction.
  ///
  /// @param enforced what changes or stops a text
  /// @param observed what only counts, so that nothing waits for it
  /// @param needsWhole whether a streamed answer has to be complete before any of it is sent
  record Program(
      List<Step> enforced, List<Step> observed, List<WholeCheck> whole, boolean needsWhole) {}

  private Guard(List<Rule> rules, TokenEstimator tokens) {
    this.rules = List.copyOf(rules);
    rules.forEach(Guard::requireUsable);
    this.tokens = tokens;
    this.input = compile(Direction.INPUT);
    this.output = compile(Direction.OUTPUT);
  }

  /// @throws IllegalArgumentException for a rule that cannot be used, with the reason for people
  public static Guard of(List<Rule> rules) {
    return of(rules, TokenEstimator.ROUGH);
  }

  public static Guard of(List<Rule> rules, TokenEstimator tokens) {
    return new Guard(rules, tokens);
  }

  /// Starts a request.
  ///
  /// @param key a secret of the organization, from which placeholders and digests are made
  public Screening open(byte[] key) {
    return new Screening(this, new Placeholders(key));
  }

  public List<Rule> rules() {
    return rules;
  }

  /// Whether streamed answers are held back until they are complete, which the caller should be
  /// told.
  public boolean holdsWholeAnswers() {
    return output.needsWhole();
  }

  Rule rule(int index) {
    return rules.get(index);
  }

  Program program(Direction direction) {
    return direction == Direction.INPUT ? input : output;
  }

  private Program compile(Direction direction) {
    List<WholeCheck> whole = new ArrayList<>();
    boolean needsWhole = false;
    for (int index = 0; index < rules.size(); index++) {
      Rule rule = rules.get(index);
      if (rule.isFor(direction)) {
        WholeCheck.of(index, rule.check(), tokens).ifPresent(whole::add);
        needsWhole |= rule.isEnforced() && needsWhole(rule.check());
      }
    }
    return new Program(
        steps(rule -> rule.isFor(direction) && rule.isEnforced()),
        steps(rule -> rule.isFor(direction) && !rule.isEnforced()),
        List.copyOf(whole),
        needsWhole);
  }

  private static boolean needsWhole(Check check) {
    return switch (check) {
      case Check.Schema _, Check.Hook _, Check.Judge _ -> true;
      case Check.Length length -> length.mostTokens() > 0 || length.mostCharacters() > 0;
      case Check.Pattern pattern -> !expression(pattern).isStreamable();
      default -> false;
    };
  }

  private List<Step> steps(Predicate<Rule> wanted) {
    List<Step> steps = new ArrayList<>();
    Terms.Builder terms = new Terms.Builder();
    for (int index = 0; index < rules.size(); index++) {
      Rule rule = rules.get(index);
      if (wanted.test(rule)) {
        add(steps, terms, index, rule.check());
      }
    }
    if (!terms.isEmpty()) {
      steps.addFirst(new Step(terms.build(), Step.SHARED));
    }
    if (!steps.isEmpty()) {
      List<Detector> plain = steps.stream().map(Step::detector).toList();
      steps.add(new Step(new Encoded(plain), Step.SHARED));
    }
    return List.copyOf(steps);
  }

  private static void add(List<Step> steps, Terms.Builder terms, int rule, Check check) {
    switch (check) {
      case Check.Personal personal ->
          personal(rule, personal).forEach(detector -> steps.add(new Step(detector, rule)));
      case Check.Secrets secrets -> terms.secrets(rule, secrets.kinds());
      case Check.Keywords keywords -> {
        requireKeywords(keywords);
        terms.keywords(rule, keywords.words(), keywords.wholeWord());
      }
      case Check.Pattern pattern -> {
        Expression expression = expression(pattern);
        if (pattern.group() < 0 || pattern.group() > expression.groups()) {
          throw new IllegalArgumentException("The pattern has no group " + pattern.group());
        }
        steps.add(new Step(new Patterns(rule, expression, pattern.group()), rule));
      }
      case Check.Injection injection -> {
        steps.add(new Step(new Injection(rule, injection.threshold()), rule));
        steps.add(new Step(new HiddenText(rule), rule));
      }
      case Check.Length _, Check.Files _, Check.Schema _, Check.Hook _, Check.Judge _ -> {
        // They look at a part as a whole.
      }
    }
  }

  private static void requireUsable(Rule rule) {
    boolean whole =
        switch (rule.check()) {
          case Check.Length _, Check.Files _, Check.Schema _, Check.Hook _, Check.Judge _ -> true;
          default -> false;
        };
    if (whole && rule.action() == Action.REDACT) {
      throw new IllegalArgumentException(
          "A rule about length, files or a schema, or with a hook or judge, can flag or block, not redact");
    }
  }

  private static void requireKeywords(Check.Keywords keywords) {
    boolean fits =
        keywords.words().size() <= Check.Keywords.WORDS_MAX
            && keywords.words().stream()
                .allMatch(word -> !word.isBlank() && word.length() <= Check.Keywords.LENGTH_MAX);
    if (!fits) {
      throw new IllegalArgumentException(
          "A list has up to 10000 keywords of 1 to 200 characters, none of them blank");
    }
  }

  private static Expression expression(Check.Pattern pattern) {
    return Expression.of(pattern.expression(), pattern.ignoresCase());
  }

  private static List<Detector> personal(int rule, Check.Personal check) {
    Set<Kind> kinds = check.kinds();
    List<Detector> detectors = new ArrayList<>();
    if (kinds.contains(Kind.EMAIL)) {
      detectors.add(new Emails(rule));
    }
    Set<Kind> numbers = new HashSet<>(kinds);
    numbers.removeIf(kind -> !isNumber(kind));
    if (!numbers.isEmpty()) {
      detectors.add(new NumberDetector(rule, numbers, check.regions()));
    }
    if (kinds.contains(Kind.IP_ADDRESS)) {
      detectors.add(new IpAddresses(rule));
    }
    if (kinds.contains(Kind.BIRTH_DATE)) {
      detectors.add(new BirthDates(rule));
    }
    if (kinds.contains(Kind.POSTAL_ADDRESS)) {
      detectors.add(new PostalAddresses(rule));
    }
    return detectors;
  }

  private static boolean isNumber(Kind kind) {
    return kind == Kind.CARD
        || kind == Kind.IBAN
        || kind == Kind.PHONE
        || kind.family() == Kind.Family.NATIONAL;
  }
}
