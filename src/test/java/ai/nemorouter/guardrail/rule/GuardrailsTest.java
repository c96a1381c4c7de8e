package ai.nemorouter.guardrail.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForbiddenException;
import ai.nemorouter.access.Role;
import ai.nemorouter.guardrail.engine.Action;
import ai.nemorouter.guardrail.engine.Check;
import ai.nemorouter.guardrail.rule.history.RuleHistory;
import ai.nemorouter.guardrail.rule.history.RuleHistory.ChangedField;
import ai.nemorouter.guardrail.rule.history.RuleVersion;
import ai.nemorouter.organization.team.Teams;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.testsupport.People;
import ai.nemorouter.testsupport.World;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Who may do what with rules, and what becomes of them.
@QuarkusTest
class GuardrailsTest {
  private static final ListQuery ALL = new ListQuery("", "", "", 1);

  @Inject World world;
  @Inject People people;
  @Inject Teams teams;
  @Inject Guardrails guardrails;
  @Inject RuleHistory history;

  private World.Place globex;
  private RuleKeeper owner;
  private RuleScope everywhere;
  private RuleScope research;

  @BeforeEach
  void createOrganization() {
    globex = world.newOrganization();
    owner = new RuleKeeper.Own(globex.owner());
    everywhere = RuleScope.organization(globex.orgId());
    research = RuleScope.team(globex.teamId());
  }

  @Test
  void aLeadHasRulesForTheirTeamAndSeesThoseAboveIt() {
    UUID sales = teams.create(globex.owner(), "Sales");
    StoredRule above = create(everywhere, "Falcon");
    StoredRule elsewhere = create(RuleScope.team(sales), "Falcon");
    RuleKeeper lead = inTeam(Role.LEAD);

    StoredRule own = guardrails.create(lead, research, keyword("Eagle"), "");

    assertThat(names(guardrails.list(lead, ALL).items())).containsExactly("Falcon", "Eagle");
    assertThat(guardrails.find(lead, above.id())).isEqualTo(above);
    assertThat(guardrails.switchTo(lead, own.id(), RuleState.OFF, "").version()).isEqualTo(2);
    assertThatThrownBy(() -> guardrails.switchTo(lead, above.id(), RuleState.OFF, ""))
        .isInstanceOf(ForbiddenException.class);
    assertThatThrownBy(() -> guardrails.delete(lead, above.id(), ""))
        .isInstanceOf(ForbiddenException.class);
    assertThatThrownBy(() -> guardrails.create(lead, everywhere, keyword("Kite"), ""))
        .isInstanceOf(ForbiddenException.class);
    assertThatThrownBy(() -> guardrails.find(lead, elsewhere.id()))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> guardrails.delete(lead, elsewhere.id(), ""))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> guardrails.create(lead, RuleScope.team(sales), keyword("Kite"), ""))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> guardrails.applying(lead, RuleScope.team(sales)))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void aDeveloperSeesRulesAndAMemberDoesNot() {
    StoredRule rule = create(research, "Falcon");
    RuleKeeper developer = inTeam(Role.DEVELOPER);
    RuleKeeper member = new RuleKeeper.Own(people.join(globex.orgId(), Role.MEMBER));

    assertThat(guardrails.find(developer, rule.id())).isEqualTo(rule);
    assertThatThrownBy(() -> guardrails.change(developer, rule.id(), keyword("Kite"), null, ""))
        .isInstanceOf(ForbiddenException.class);
    assertThatThrownBy(() -> guardrails.list(member, ALL)).isInstanceOf(ForbiddenException.class);
  }

  @Test
  void rulesOfAnotherOrganizationAreNotThere() {
    World.Place initech = world.newOrganization();
    RuleKeeper stranger = new RuleKeeper.Own(initech.owner());
    StoredRule rule = create(everywhere, "Falcon");

    assertThat(guardrails.list(stranger, ALL).items()).isEmpty();
    assertThatThrownBy(() -> guardrails.find(stranger, rule.id()))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> guardrails.change(stranger, rule.id(), keyword("Kite"), null, ""))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> history.list(stranger, rule.id(), 1))
        .isInstanceOf(NotFoundException.class);
    for (RuleScope scope : List.of(everywhere, research, RuleScope.key(world.newKey(globex)))) {
      assertThatThrownBy(() -> guardrails.create(stranger, scope, keyword("Kite"), ""))
          .as("%s", scope)
          .isInstanceOf(NotFoundException.class);
    }
    assertThatThrownBy(
            () -> guardrails.create(stranger, RuleScope.INSTALLATION, keyword("Kite"), ""))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void aKeysRuleBelongsToTheKeysTeam() {
    UUID key = world.newKey(globex);
    RuleKeeper lead = inTeam(Role.LEAD);

    StoredRule rule = guardrails.create(lead, RuleScope.key(key), keyword("Falcon"), "");

    assertThat(rule.teamId()).isEqualTo(globex.teamId());
    assertThat(rule.scopeName()).isEqualTo("CI");
    assertThat(guardrails.applying(lead, RuleScope.key(key))).containsExactly(rule);
    assertThat(guardrails.applying(lead, research)).isEmpty();
  }

  @Test
  void aChangeIsAVersionWithWhoWhenAndWhy() {
    StoredRule rule = create(everywhere, "Falcon");
    RuleTerms changed = keyword("Falcon").in(RuleState.SHADOW).saying("Not here.");

    StoredRule after = guardrails.change(owner, rule.id(), changed, 1, "Too many hits");

    assertThat(after.version()).isEqualTo(2);
    assertThat(after.terms()).isEqualTo(changed);
    List<RuleVersion> versions = history.list(owner, rule.id(), 1).items();
    assertThat(versions).extracting(RuleVersion::number).containsExactly(2, 1);
    assertThat(versions.getFirst().reason()).isEqualTo("Too many hits");
    assertThat(versions.getFirst().madeBy()).isEqualTo("Hank Scorpio");
    assertThat(history.compare(owner, rule.id(), 1, 2))
        .containsExactly(
            new ChangedField("state", "on", "shadow"),
            new ChangedField("message", "", "Not here."));
    JsonNode audited = people.audited(globex.orgId(), "guardrail.changed").getFirst();
    assertThat(audited.at("/state/before").asText()).isEqualTo("on");
    assertThat(audited.at("/state/after").asText()).isEqualTo("shadow");
    assertThat(audited.at("/reason/after").asText()).isEqualTo("Too many hits");
  }

  @Test
  void aChangeThatWasMadeFromAnOlderVersionIsRefused() {
    StoredRule rule = create(everywhere, "Falcon");
    guardrails.switchTo(owner, rule.id(), RuleState.OFF, "");

    assertThatThrownBy(() -> guardrails.change(owner, rule.id(), keyword("Kite"), 1, ""))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("Hank Scorpio")
        .hasMessageContaining("version 2");
    assertThat(guardrails.switchTo(owner, rule.id(), RuleState.OFF, "").version()).isEqualTo(2);
  }

  @Test
  void anEarlierVersionIsReturnedToAsANewOne() {
    StoredRule rule = create(everywhere, "Falcon");
    guardrails.change(owner, rule.id(), keyword("Kite"), null, "");

    StoredRule returned = history.returnTo(owner, rule.id(), 1, "Kite was wrong");

    assertThat(returned.version()).isEqualTo(3);
    assertThat(returned.terms()).isEqualTo(rule.terms());
    assertThat(history.find(owner, rule.id(), 3).returnsTo()).isEqualTo(1);
    assertThatThrownBy(() -> history.returnTo(owner, rule.id(), 9, ""))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> history.returnTo(inTeam(Role.LEAD), rule.id(), 2, ""))
        .isInstanceOf(ForbiddenException.class);
  }

  @Test
  void wordsThatAListGainedOrLostAreToldAlone() {
    StoredRule rule = create(everywhere, "Falcon");
    RuleTerms more =
        RuleTerms.of(
            "Falcon",
            RuleState.ON,
            Action.FLAG,
            new Check.Keywords(List.of("Kite", "Falcon", "Swift"), true));
    guardrails.change(owner, rule.id(), more, null, "");

    assertThat(history.compare(owner, rule.id(), 1, 2))
        .containsExactly(new ChangedField("check.words", "", "Kite, Swift"));
  }

  @Test
  void aDeletedRuleIsGoneAndItsHistoryStays() {
    StoredRule rule = create(everywhere, "Falcon");

    guardrails.delete(owner, rule.id(), "Project over");

    assertThat(guardrails.list(owner, ALL).items()).isEmpty();
    assertThat(guardrails.list(owner, new ListQuery("", Guardrails.DELETED, "", 1)).items())
        .extracting(StoredRule::id)
        .containsExactly(rule.id());
    assertThat(history.list(owner, rule.id(), 1).items()).hasSize(1);
    assertThat(guardrails.find(owner, rule.id()).deletedAt()).isNotNull();
    assertThatThrownBy(() -> guardrails.change(owner, rule.id(), keyword("Kite"), null, ""))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> guardrails.delete(owner, rule.id(), ""))
        .isInstanceOf(NotFoundException.class);
    assertThat(people.audited(globex.orgId(), "guardrail.deleted")).hasSize(1);
    assertThat(create(everywhere, "Falcon").version()).isEqualTo(1);
  }

  @Test
  void aNameIsTakenWithinItsScopeOnly() {
    create(everywhere, "Falcon");

    assertThat(create(research, "falcon").version()).isEqualTo(1);
    assertThatThrownBy(() -> create(everywhere, "FALCON"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("already");
  }

  @Test
  void aScopeHasABoundedNumberOfRules() {
    for (int number = 0; number < RuleChanges.OF_A_SCOPE_MAX; number++) {
      create(research, "Falcon " + number);
    }

    assertThatThrownBy(() -> create(research, "One more"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("50 rules");
    assertThat(create(everywhere, "One more").version()).isEqualTo(1);
  }

  @Test
  void listsAreSearchedFilteredAndSorted() {
    create(research, "Alpha");
    StoredRule falcon = create(everywhere, "Falcon");
    create(everywhere, "Kite");
    guardrails.switchTo(owner, falcon.id(), RuleState.SHADOW, "");

    assertThat(names(guardrails.list(owner, ALL).items()))
        .containsExactly("Falcon", "Kite", "Alpha");
    assertThat(names(guardrails.list(owner, new ListQuery("", "", "name", 1)).items()))
        .containsExactly("Alpha", "Falcon", "Kite");
    assertThat(names(guardrails.list(owner, new ListQuery("", "", "newest", 1)).items()))
        .containsExactly("Falcon", "Kite", "Alpha");
    assertThat(names(guardrails.list(owner, new ListQuery("", "shadow", "", 1)).items()))
        .containsExactly("Falcon");
    assertThat(names(guardrails.list(owner, new ListQuery("ALP", "", "", 1)).items()))
        .containsExactly("Alpha");
  }

  private StoredRule create(RuleScope scope, String name) {
    return guardrails.create(owner, scope, keyword(name), "");
  }

  private static RuleTerms keyword(String name) {
    return RuleTerms.of(name, RuleState.ON, Action.FLAG, new Check.Keywords(List.of(name), true));
  }

  private RuleKeeper inTeam(Role role) {
    Actor.Person person = people.joinTeam(globex.orgId(), globex.teamId(), role);
    return new RuleKeeper.Own(person);
  }

  private static List<String> names(List<StoredRule> rules) {
    return rules.stream().map(rule -> rule.terms().name()).toList();
  }
}
