package ai.nemorouter.guardrail;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.access.Operator;
import ai.nemorouter.access.Origin;
import ai.nemorouter.guardrail.engine.Action;
import ai.nemorouter.guardrail.engine.Check;
import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.guardrail.engine.Part;
import ai.nemorouter.guardrail.engine.Screened;
import ai.nemorouter.guardrail.engine.Verdict;
import ai.nemorouter.guardrail.rule.Guardrails;
import ai.nemorouter.guardrail.rule.RuleKeeper;
import ai.nemorouter.guardrail.rule.RuleScope;
import ai.nemorouter.guardrail.rule.RuleState;
import ai.nemorouter.guardrail.rule.RuleTerms;
import ai.nemorouter.guardrail.rule.StoredRule;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Which rules are in force for a key's requests.
@QuarkusTest
class RulesInForceTest {
  @Inject World world;
  @Inject Guardrails guardrails;
  @Inject RulesInForce rules;

  private World.Place globex;
  private RuleKeeper keeper;
  private UUID key;

  @BeforeEach
  void createOrganization() {
    globex = world.newOrganization();
    keeper = new RuleKeeper.Own(globex.owner());
    key = world.newKey(globex);
  }

  @Test
  void nothingIsInForceWithoutRules() {
    assertThat(inForce().rules()).isEmpty();
    assertThat(inForce().isEmpty()).isTrue();
  }

  @Test
  void aRuleCountsAtOnceAndUntilItIsSwitchedOffOrDeleted() {
    StoredRule rule = create(RuleScope.organization(globex.orgId()), "Falcon", Action.BLOCK);

    assertThat(screened("about falcon").verdict()).isEqualTo(Verdict.BLOCKED);
    assertThat(inForce().rule(rule.id().toString())).contains(rule);

    guardrails.switchTo(keeper, rule.id(), RuleState.OFF, "");
    assertThat(inForce().isEmpty()).isTrue();

    guardrails.switchTo(keeper, rule.id(), RuleState.SHADOW, "");
    assertThat(screened("about falcon")).isEqualTo(new Screened(Verdict.ALLOWED, "about falcon"));

    guardrails.delete(keeper, rule.id(), "");
    assertThat(inForce().isEmpty()).isTrue();
  }

  @Test
  void rulesOfAllLevelsAddUpAndTheStrictestWins() {
    create(RuleScope.organization(globex.orgId()), "Falcon", Action.BLOCK);
    create(RuleScope.team(globex.teamId()), "Falcon", Action.FLAG);
    create(RuleScope.key(key), "Eagle", Action.REDACT);

    assertThat(screened("about falcon").verdict()).isEqualTo(Verdict.BLOCKED);
    assertThat(screened("an eagle").text()).matches("an \\[KEYWORD_[A-Z2-7]{6}]");
    assertThat(inForce().rules()).extracting(StoredRule::scopeName).hasSize(3);
    assertThat(screened(globex.teamId(), Ids.next(), "an eagle").text()).isEqualTo("an eagle");
    assertThat(rules.of(globex.orgId(), Ids.next(), Ids.next()).rules()).hasSize(1);
  }

  @Test
  void aRuleOfTheInstallationCountsForEveryOrganization() {
    Operator operator = new Operator(Ids.next(), "Olga", Origin.INSIDE);
    RuleKeeper installation = new RuleKeeper.Installation(operator);
    String word = "osprey" + Ids.next().toString().replace("-", "");
    StoredRule rule =
        guardrails.create(installation, RuleScope.INSTALLATION, keyword(word, Action.BLOCK), "");
    try {
      assertThat(screened("about " + word).verdict()).isEqualTo(Verdict.BLOCKED);
      assertThat(rules.ofInstallation()).extracting(RulesInForce.Above::name).contains(word);
    } finally {
      guardrails.delete(installation, rule.id(), "the test is over");
    }
    assertThat(screened("about " + word).verdict()).isEqualTo(Verdict.ALLOWED);
  }

  @Test
  void placeholdersAreTheSameInAnOrganizationAndDifferBetweenThem() {
    World.Place other = world.newOrganization();
    RuleKeeper stranger = new RuleKeeper.Own(other.owner());
    create(RuleScope.organization(globex.orgId()), "Falcon", Action.REDACT);
    guardrails.create(
        stranger, RuleScope.organization(other.orgId()), keyword("Falcon", Action.REDACT), "");

    String first = screened("falcon").text();
    InForce theirs = rules.of(other.orgId(), other.teamId(), key);

    assertThat(screened("falcon").text()).isEqualTo(first);
    assertThat(theirs.open().screen(Direction.INPUT, Part.text("p", "user", "falcon")).text())
        .isNotEqualTo(first);
  }

  private StoredRule create(RuleScope scope, String word, Action action) {
    return guardrails.create(keeper, scope, keyword(word, action), "");
  }

  private static RuleTerms keyword(String word, Action action) {
    return RuleTerms.of(word, RuleState.ON, action, new Check.Keywords(List.of(word), true));
  }

  private InForce inForce() {
    return rules.of(globex.orgId(), globex.teamId(), key);
  }

  private Screened screened(String text) {
    return screened(globex.teamId(), key, text);
  }

  private Screened screened(UUID teamId, UUID keyId, String text) {
    return rules
        .of(globex.orgId(), teamId, keyId)
        .open()
        .screen(Direction.INPUT, Part.text("messages[0]", "user", text));
  }
}
