package ai.nemorouter.guardrail;

import ai.nemorouter.access.Permission;
import ai.nemorouter.guardrail.engine.Action;
import ai.nemorouter.guardrail.engine.Check;
import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.guardrail.engine.Finding;
import ai.nemorouter.guardrail.engine.Guard;
import ai.nemorouter.guardrail.engine.Kind;
import ai.nemorouter.guardrail.engine.Part;
import ai.nemorouter.guardrail.engine.Screened;
import ai.nemorouter.guardrail.engine.Screening;
import ai.nemorouter.guardrail.engine.Verdict;
import ai.nemorouter.guardrail.rule.Guardrails;
import ai.nemorouter.guardrail.rule.RuleKeeper;
import ai.nemorouter.guardrail.rule.RuleState;
import ai.nemorouter.guardrail.rule.RuleTerms;
import ai.nemorouter.guardrail.rule.StoredRule;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.error.InvalidInputException;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Tries rules on a pasted text. Nothing of it is stored or counted.
@ApplicationScoped
public class RuleTrials {
  public static final int TEXT_MAX = 20_000;
  private static final int SECRET_BYTES = 32;
  private static final int NANOS_PER_MICRO = 1_000;

  private final Guardrails guardrails;
  private final RulesInForce inForce;

  RuleTrials(Guardrails guardrails, RulesInForce inForce) {
    this.guardrails = guardrails;
    this.inForce = inForce;
  }

  /// What rules made of a text.
  ///
  /// @param text what would go on; empty where nothing would
  /// @param matches in the order of the pasted text
  /// @param tookMicros how long the rules took, once they were made ready
  public record Trial(Verdict verdict, String text, List<Match> matches, long tookMicros) {}

  /// @param rule the rule's name
  /// @param start in the pasted text, in UTF-16 units
  public record Match(
      String rule, Action action, boolean shadow, Kind kind, int start, int length, int score) {
    static Match of(Finding finding, String rule) {
      return new Match(
          rule,
          finding.action(),
          finding.shadow(),
          finding.kind(),
          finding.start(),
          finding.length(),
          finding.score());
    }
  }

  /// A rule that need not be stored, as it would work if it were on.
  public Trial draft(RuleKeeper keeper, RuleTerms terms, Direction direction, String text) {
    keeper.reachOrThrow(Permission.VIEW_GUARDRAILS);
    guardrails.requireUsable(terms);
    return run(Map.of(Ids.next(), terms), direction, text);
  }

  /// A stored rule, as it would work if it were on.
  public Trial stored(RuleKeeper keeper, UUID ruleId, Direction direction, String text) {
    return run(Map.of(ruleId, guardrails.find(keeper, ruleId).terms()), direction, text);
  }

  /// Stored rules together, as they work now: one in shadow changes nothing. Those of the
  /// installation work with an organization's.
  public Trial all(RuleKeeper keeper, List<StoredRule> rules, Direction direction, String text) {
    keeper.reachOrThrow(Permission.VIEW_GUARDRAILS);
    Map<UUID, RuleTerms> working = new HashMap<>();
    rules.stream()
        .filter(rule -> rule.state() != RuleState.OFF)
        .forEach(rule -> working.put(rule.id(), rule.terms()));
    if (keeper instanceof RuleKeeper.Own) {
      inForce.installation().forEach(rule -> working.put(rule.id(), rule.terms()));
    }
    return screened(working, direction, text);
  }

  private static Trial run(Map<UUID, RuleTerms> rules, Direction direction, String text) {
    Map<UUID, RuleTerms> working = new HashMap<>();
    rules.values().forEach(RuleTrials::requireOwn);
    rules.forEach((id, terms) -> working.put(id, terms.in(RuleState.ON)));
    return screened(working, direction, text);
  }

  /// Nothing outside is asked, and no key is charged, for a trial.
  static void requireOwn(RuleTerms terms) {
    if (terms.check() instanceof Check.Hook || terms.check() instanceof Check.Judge) {
      throw new InvalidInputException(
          "check",
          "A hook or a judge cannot be tried here. Put the rule in shadow mode and look at its events.");
    }
  }

  private static Trial screened(Map<UUID, RuleTerms> rules, Direction direction, String text) {
    if (text.isEmpty() || text.length() > TEXT_MAX) {
      throw new InvalidInputException(
          "text", "Paste a text of at most %,d characters.".formatted(TEXT_MAX));
    }
    byte[] secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    Guard guard =
        Guard.of(rules.entrySet().stream().map(e -> e.getValue().rule(e.getKey())).toList());
    Screening screening = guard.open(secret);
    String role = direction == Direction.INPUT ? "user" : "assistant";
    long start = System.nanoTime();
    Screened screened = screening.screen(direction, Part.text("text", role, text));
    long tookMicros = (System.nanoTime() - start) / NANOS_PER_MICRO;
    List<Match> matches =
        screening.findings().stream()
            .map(finding -> Match.of(finding, name(rules, finding)))
            .sorted(Comparator.comparingInt(Match::start))
            .toList();
    return new Trial(screened.verdict(), screened.text(), matches, tookMicros);
  }

  private static String name(Map<UUID, RuleTerms> rules, Finding finding) {
    RuleTerms terms = rules.get(UUID.fromString(finding.rule()));
    return terms == null ? "" : terms.name();
  }
}
