package ai.nemorouter.policy;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.guardrail.RulesInForce;
import ai.nemorouter.guardrail.RulesUnavailableException;
import ai.nemorouter.guardrail.engine.Action;
import ai.nemorouter.guardrail.page.CheckKind;
import ai.nemorouter.guardrail.rule.Level;
import ai.nemorouter.guardrail.rule.RuleCheckJson;
import ai.nemorouter.guardrail.rule.RuleKeeper;
import ai.nemorouter.guardrail.rule.RuleState;
import ai.nemorouter.guardrail.rule.RuleTerms;
import ai.nemorouter.guardrail.rule.StoredRule;
import ai.nemorouter.key.Key;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.policy.PolicyLine.Kind;
import ai.nemorouter.policy.PolicyLine.Words;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The guardrail rules in force, as this node applies them: without those that the key is excepted
/// from at the moment. Callers who may see the rules get their names; others learn how many there
/// are and what they do.
@ApplicationScoped
class GuardrailLines {
  /// Of one level more rules than these are counted, and not named one by one.
  private static final int NAMED_MAX = 10;

  /// Stands for a team or key that no rule names.
  private static final UUID UNNAMED = new UUID(-1, -1);

  private final RulesInForce inForce;

  GuardrailLines(RulesInForce inForce) {
    this.inForce = inForce;
  }

  List<PolicyLine> of(Subject subject) {
    List<StoredRule> rules;
    try {
      rules = rules(subject);
    } catch (RulesUnavailableException e) {
      return List.of(
          PolicyLine.of(
              Kind.GUARDRAIL,
              Source.INSTALLATION,
              Words.of("Guardrail rules cannot be read", "Requests are refused until they can")));
    }
    Map<Source, List<StoredRule>> bySource =
        rules.stream()
            .collect(
                Collectors.groupingBy(
                    rule -> source(subject, rule), LinkedHashMap::new, Collectors.toList()));
    List<PolicyLine> lines = new ArrayList<>();
    bySource.forEach((source, ofSource) -> lines.addAll(lines(subject, source, ofSource)));
    return lines;
  }

  /// Those of all its keys, each once.
  private List<StoredRule> rules(Subject subject) {
    UUID orgId = subject.orgId();
    Stream<List<StoredRule>> each =
        subject.keys().isEmpty()
            ? Stream.of(inForce.of(orgId, onlyTeam(subject), UNNAMED).rules())
            : subject.keys().stream()
                .map((Key key) -> inForce.of(orgId, key.teamId(), key.id()).rules());
    Map<UUID, StoredRule> byId = new LinkedHashMap<>();
    each.flatMap(List::stream).forEach(rule -> byId.putIfAbsent(rule.id(), rule));
    return byId.values().stream()
        .sorted(Comparator.comparing(rule -> rule.scope().level()))
        .toList();
  }

  private static UUID onlyTeam(Subject subject) {
    return subject.about().kind() == Scope.Kind.TEAM ? subject.about().id() : UNNAMED;
  }

  private static List<PolicyLine> lines(Subject subject, Source source, List<StoredRule> rules) {
    if (rules.size() <= NAMED_MAX && rules.stream().allMatch(rule -> sees(subject, rule))) {
      return rules.stream().map(rule -> named(source, rule)).toList();
    }
    List<StoredRule> working = rules.stream().filter(rule -> rule.state() == RuleState.ON).toList();
    return working.isEmpty() ? List.of() : List.of(counted(source, working));
  }

  private static PolicyLine named(Source source, StoredRule rule) {
    RuleTerms terms = rule.terms();
    String shadow = terms.state() == RuleState.SHADOW ? ", shadow mode: only recorded" : "";
    String note =
        "%s: %s, %s%s"
            .formatted(
                CheckKind.label(RuleCheckJson.type(terms.check())),
                word(terms.action()),
                direction(terms),
                shadow);
    boolean linked = rule.scope().level() != Level.INSTALLATION;
    return PolicyLine.of(
        Kind.GUARDRAIL,
        source,
        new Words(terms.name(), note, List.of(), 1, linked ? "guardrails/" + rule.id() : null));
  }

  private static PolicyLine counted(Source source, List<StoredRule> rules) {
    List<String> actions =
        rules.stream()
            .map(rule -> rule.terms().action())
            .distinct()
            .sorted(Comparator.reverseOrder())
            .map(GuardrailLines::word)
            .toList();
    int count = rules.size();
    String title = count == 1 ? "1 guardrail rule" : count + " guardrail rules";
    return PolicyLine.of(Kind.GUARDRAIL, source, new Words(title, "", actions, count, null));
  }

  private static String word(Action action) {
    return action.name().toLowerCase(Locale.ROOT);
  }

  private static String direction(RuleTerms terms) {
    if (terms.input() && terms.output()) {
      return "input and output";
    }
    return terms.input() ? "input" : "output";
  }

  private static Source source(Subject subject, StoredRule rule) {
    UUID id = rule.scope().id();
    return switch (rule.scope().level()) {
      case INSTALLATION -> Source.INSTALLATION;
      case ORGANIZATION ->
          Source.organization(seesAny(subject.viewer().actor()) ? "guardrails" : null);
      case TEAM -> subject.source(Scope.team(id));
      case KEY -> subject.source(Scope.key(id));
    };
  }

  private static boolean sees(Subject subject, StoredRule rule) {
    Actor actor = subject.viewer().actor();
    return actor != null
        && seesAny(actor)
        && (rule.scope().level() == Level.INSTALLATION
            || new RuleKeeper.Own(actor).sees(rule.scope(), rule.teamId()));
  }

  private static boolean seesAny(@Nullable Actor actor) {
    return actor != null && actor.mayAnywhere(Permission.VIEW_GUARDRAILS);
  }
}
