package ai.nemorouter.guardrail.rule.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.guardrail.RuleTrials;
import ai.nemorouter.guardrail.engine.Action;
import ai.nemorouter.guardrail.engine.Check;
import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.guardrail.engine.Kind;
import ai.nemorouter.guardrail.engine.Verdict;
import ai.nemorouter.guardrail.rule.Guardrails;
import ai.nemorouter.guardrail.rule.RuleChanges;
import ai.nemorouter.guardrail.rule.RuleJson;
import ai.nemorouter.guardrail.rule.RuleKeeper;
import ai.nemorouter.guardrail.rule.RuleScope;
import ai.nemorouter.guardrail.rule.RuleState;
import ai.nemorouter.guardrail.rule.RuleTerms;
import ai.nemorouter.guardrail.rule.StoredRule;
import ai.nemorouter.guardrail.rule.exchange.RuleExchange.Outcome;
import ai.nemorouter.guardrail.rule.exchange.RuleExchange.Report;
import ai.nemorouter.guardrail.rule.history.RuleHistory;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.testsupport.World;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Rules that go out and come in as JSON, templates, and trials.
@QuarkusTest
class RuleExchangeTest {
  private static final ListQuery ALL = new ListQuery("", "", "", 1);

  @Inject World world;
  @Inject Guardrails guardrails;
  @Inject RuleExchange exchange;
  @Inject RuleHistory history;
  @Inject RuleTrials trials;

  private RuleKeeper owner;
  private RuleScope everywhere;
  private RuleScope research;

  @BeforeEach
  void createOrganization() {
    World.Place globex = world.newOrganization();
    owner = new RuleKeeper.Own(globex.owner());
    everywhere = RuleScope.organization(globex.orgId());
    research = RuleScope.team(globex.teamId());
  }

  /// One of each kind of check, with nothing as usual.
  private static List<RuleTerms> oneOfEach() {
    return List.of(
        new RuleTerms(
            "Personal",
            RuleState.SHADOW,
            Action.REDACT,
            true,
            false,
            false,
            true,
            true,
            "Not here.",
            new Check.Personal(EnumSet.of(Kind.PHONE, Kind.US_SSN), List.of("DE", "US"))),
        of("Secrets", Action.BLOCK, new Check.Secrets(Set.of(Kind.OWN_KEY))),
        of("Words", Action.FLAG, new Check.Keywords(List.of("Falcon", "机密"), false)),
        of("Pattern", Action.REDACT, new Check.Pattern("EMP-(\\d{4})", true, 1)),
        of("Injection", Action.FLAG, new Check.Injection(70)),
        of("Length", Action.BLOCK, new Check.Length(1_000, 200)),
        of("Files", Action.BLOCK, new Check.Files(Set.of("image/*", "application/pdf"))),
        of("Schema", Action.BLOCK, new Check.Schema("{\"type\":\"object\"}")));
  }

  @Test
  void whatGoesOutComesInAsItWas() {
    oneOfEach().forEach(terms -> guardrails.create(owner, everywhere, terms, ""));
    ObjectNode file = Json.tree(exchange.export(owner, everywhere));

    Report report = exchange.read(owner, research, file, false, "Copied");

    assertThat(report.applied()).isTrue();
    assertThat(report.lines()).extracting(RuleExchange.Line::outcome).containsOnly(Outcome.CREATED);
    assertThat(terms(research)).containsExactlyInAnyOrderElementsOf(oneOfEach());
    assertThat(exchange.read(owner, research, file, false, "Again").lines())
        .extracting(RuleExchange.Line::outcome)
        .containsOnly(Outcome.UNCHANGED);
  }

  @Test
  void aRuleOfTheSameNameGetsANewVersion() {
    StoredRule rule = guardrails.create(owner, everywhere, oneOfEach().get(2), "");
    ObjectNode file = Json.tree(exchange.export(owner, rule.id()));
    ((ObjectNode) file.path("rules").get(0)).put("action", "block");

    Report report = exchange.read(owner, everywhere, file, false, "Stricter");

    assertThat(report.lines()).extracting(RuleExchange.Line::outcome).containsOnly(Outcome.CHANGED);
    assertThat(guardrails.find(owner, rule.id()).version()).isEqualTo(2);
    assertThat(history.find(owner, rule.id(), 2).reason()).isEqualTo("Stricter");
  }

  @Test
  void oneRuleThatCannotBeUsedKeepsAllOut() {
    oneOfEach().forEach(terms -> guardrails.create(owner, everywhere, terms, ""));
    ObjectNode file = Json.tree(exchange.export(owner, everywhere));
    ArrayNode rules = (ArrayNode) file.path("rules");
    ((ObjectNode) rules.get(1)).put("action", "shred");
    ((ObjectNode) rules.get(3)).put("name", rules.get(2).path("name").asText());

    Report report = exchange.read(owner, research, file, false, "");

    assertThat(report.applied()).isFalse();
    assertThat(report.refused()).isEqualTo(2);
    assertThat(report.lines()).hasSize(8);
    assertThat(report.lines().get(1).problem()).contains("`action`");
    assertThat(report.lines().get(3).problem()).contains("two rules of this name");
    assertThat(terms(research)).isEmpty();
  }

  @Test
  void aDryRunChangesNothing() {
    guardrails.create(owner, everywhere, oneOfEach().getFirst(), "");

    Report report =
        exchange.read(owner, research, Json.tree(exchange.export(owner, everywhere)), true, "");

    assertThat(report.applied()).isFalse();
    assertThat(report.refused()).isZero();
    assertThat(terms(research)).isEmpty();
  }

  @Test
  void moreThanAScopeMayHaveIsRefusedAsAWhole() {
    ObjectNode file = Json.object().put("format", RuleExchange.FORMAT).put("version", 1);
    ArrayNode rules = file.putArray("rules");
    for (int number = 0; number <= RuleChanges.OF_A_SCOPE_MAX; number++) {
      rules.add(RuleJson.terms(of("Falcon " + number, Action.FLAG, new Check.Injection(50))));
    }

    assertThat(exchange.read(owner, everywhere, file, false, "").refused()).isEqualTo(1);
    assertThat(terms(everywhere)).isEmpty();
  }

  @Test
  void anotherFileIsRefused() {
    assertThatThrownBy(() -> exchange.read(owner, everywhere, Json.object(), false, ""))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("no export of guardrails");
  }

  @Test
  void everyTemplateCanBeStoredAndTheStartingSetIsOfferedOnce() {
    assertThat(exchange.offersStartingSet(owner)).isTrue();

    assertThat(exchange.add(owner, RuleTemplate.startingSet()))
        .isEqualTo(RuleTemplate.startingSet().size());

    assertThat(exchange.offersStartingSet(owner)).isFalse();
    assertThat(exchange.add(owner, RuleTemplate.startingSet())).isZero();
    assertThat(guardrails.list(owner, ALL).items())
        .extracting(rule -> rule.terms().name())
        .contains("Secrets", "Payment data", "Personal data", "Prompt injection");
    RuleTemplate.all()
        .forEach(template -> guardrails.create(owner, research, template.terms(), ""));
    assertThat(terms(research)).hasSize(RuleTemplate.all().size());
  }

  @Test
  void aTrialTellsWhatARuleWouldDoAndStoresNothing() {
    RuleTerms draft = of("Words", Action.REDACT, new Check.Keywords(List.of("Falcon"), true));

    RuleTrials.Trial trial =
        trials.draft(owner, draft.in(RuleState.OFF), Direction.INPUT, "All about falcon.");

    assertThat(trial.verdict()).isEqualTo(Verdict.REDACTED);
    assertThat(trial.text()).matches("All about \\[KEYWORD_[A-Z2-7]{6}]\\.");
    assertThat(trial.matches())
        .containsExactly(
            new RuleTrials.Match("Words", Action.REDACT, false, Kind.KEYWORD, 10, 6, 100));
    assertThat(guardrails.list(owner, ALL).items()).isEmpty();
    assertThatThrownBy(
            () -> trials.draft(owner, draft, Direction.INPUT, "x".repeat(RuleTrials.TEXT_MAX + 1)))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void storedRulesAreTriedTogetherAsTheyWork() {
    guardrails.create(
        owner, everywhere, of("On", Action.REDACT, new Check.Keywords(List.of("kite"), true)), "");
    guardrails.create(
        owner,
        everywhere,
        of("Shadow", Action.BLOCK, new Check.Keywords(List.of("falcon"), true))
            .in(RuleState.SHADOW),
        "");

    RuleTrials.Trial trial =
        trials.all(
            owner, guardrails.applying(owner, everywhere), Direction.INPUT, "a falcon, a kite");

    assertThat(trial.verdict()).isEqualTo(Verdict.REDACTED);
    assertThat(trial.matches()).extracting(RuleTrials.Match::rule).containsExactly("Shadow", "On");
  }

  private List<RuleTerms> terms(RuleScope scope) {
    return guardrails.applying(owner, scope).stream()
        .filter(rule -> rule.scope().equals(scope))
        .map(StoredRule::terms)
        .toList();
  }

  private static RuleTerms of(String name, Action action, Check check) {
    return RuleTerms.of(name, RuleState.ON, action, check);
  }
}
