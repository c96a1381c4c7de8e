package ai.nemorouter.guardrail.rule.exception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.access.ForbiddenException;
import ai.nemorouter.access.Operator;
import ai.nemorouter.access.Origin;
import ai.nemorouter.access.Role;
import ai.nemorouter.guardrail.RulesInForce;
import ai.nemorouter.guardrail.engine.Action;
import ai.nemorouter.guardrail.engine.Check;
import ai.nemorouter.guardrail.rule.Guardrails;
import ai.nemorouter.guardrail.rule.RuleKeeper;
import ai.nemorouter.guardrail.rule.RuleScope;
import ai.nemorouter.guardrail.rule.RuleState;
import ai.nemorouter.guardrail.rule.RuleTerms;
import ai.nemorouter.guardrail.rule.StoredRule;
import ai.nemorouter.organization.team.Teams;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.testsupport.People;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Exceptions from rules: who grants them, for what, and that they end.
@QuarkusTest
class RuleExceptionsTest {
  @Inject World world;
  @Inject People people;
  @Inject Teams teams;
  @Inject Database database;
  @Inject Guardrails guardrails;
  @Inject RuleExceptions exceptions;
  @Inject RulesInForce inForce;

  private World.Place globex;
  private RuleKeeper owner;
  private RuleScope research;
  private UUID key;
  private StoredRule rule;

  @BeforeEach
  void createRule() {
    globex = world.newOrganization();
    owner = new RuleKeeper.Own(globex.owner());
    research = RuleScope.team(globex.teamId());
    key = world.newKey(globex);
    rule = guardrails.create(owner, RuleScope.organization(globex.orgId()), terms(), "");
  }

  @Test
  void anExceptionCountsForItsTeamAtOnceAndUntilItIsEnded() {
    UUID sales = teams.create(globex.owner(), "Sales");

    UUID id = exceptions.grant(owner, rule.id(), research, grant(Duration.ofDays(30)));

    assertThat(rulesFor(globex.teamId())).isEmpty();
    assertThat(rulesFor(sales)).containsExactly(rule.id());

    exceptions.end(owner, rule.id(), id);
    exceptions.end(owner, rule.id(), id);

    assertThat(rulesFor(globex.teamId())).containsExactly(rule.id());
    RuleException ended = exceptions.list(owner, rule.id(), 1).items().getFirst();
    assertThat(ended.current()).isFalse();
    assertThat(ended.endedBy()).isEqualTo("Hank Scorpio");
    assertThat(ended.scopeName()).isEqualTo("Research");
    assertThat(people.audited(globex.orgId(), "guardrail.excepted")).hasSize(1);
    assertThat(people.audited(globex.orgId(), "guardrail.exception_ended")).hasSize(1);
  }

  @Test
  void anExceptionEndsByItself() {
    exceptions.grant(owner, rule.id(), RuleScope.key(key), grant(Duration.ofSeconds(2)));
    assertThat(rulesFor(globex.teamId())).isEmpty();

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(rulesFor(globex.teamId())).containsExactly(rule.id()));

    assertThat(now())
        .isAfterOrEqualTo(exceptions.list(owner, rule.id(), 1).items().getFirst().endsAt());
    assertThat(exceptions.list(owner, rule.id(), 1).items())
        .extracting(RuleException::current)
        .containsExactly(false);
  }

  @Test
  void onlyThoseWhoMayChangeTheRuleExceptFromIt() {
    RuleKeeper lead =
        new RuleKeeper.Own(people.joinTeam(globex.orgId(), globex.teamId(), Role.LEAD));
    StoredRule own = guardrails.create(lead, research, terms(), "");
    Grant grant = grant(Duration.ofDays(1));

    assertThatThrownBy(() -> exceptions.grant(lead, rule.id(), research, grant))
        .isInstanceOf(ForbiddenException.class);
    assertThatThrownBy(() -> exceptions.grant(lead, rule.id(), RuleScope.key(key), grant))
        .isInstanceOf(ForbiddenException.class);
    UUID id = exceptions.grant(owner, rule.id(), research, grant);
    assertThatThrownBy(() -> exceptions.end(lead, rule.id(), id))
        .isInstanceOf(ForbiddenException.class);
    assertThat(exceptions.grant(lead, own.id(), RuleScope.key(key), grant)).isNotNull();
  }

  @Test
  void anExceptionIsForAPartOfWhatTheRuleAppliesTo() {
    UUID sales = teams.create(globex.owner(), "Sales");
    StoredRule ofTeam = guardrails.create(owner, RuleScope.team(sales), terms(), "");
    World.Place initech = world.newOrganization();
    Grant grant = grant(Duration.ofDays(1));

    assertThatThrownBy(
            () -> exceptions.grant(owner, rule.id(), RuleScope.organization(globex.orgId()), grant))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> exceptions.grant(owner, ofTeam.id(), RuleScope.key(key), grant))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(
            () -> exceptions.grant(owner, rule.id(), RuleScope.team(initech.teamId()), grant))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void anExceptionHasAnOwnerAReasonAndAnEnd() {
    Instant tomorrow = now().plus(Duration.ofDays(1));

    assertThatThrownBy(
            () -> exceptions.grant(owner, rule.id(), research, new Grant(" ", "a test", tomorrow)))
        .hasMessage("Name who answers for the exception.");
    assertThatThrownBy(
            () -> exceptions.grant(owner, rule.id(), research, new Grant("Ada", " ", tomorrow)))
        .hasMessageStartingWith("Say why");
    for (Duration length : List.of(Duration.ofSeconds(-1), Duration.ofDays(400))) {
      assertThatThrownBy(() -> exceptions.grant(owner, rule.id(), research, grant(length)))
          .hasMessageStartingWith("Choose an end");
    }
  }

  @Test
  void anOperatorExceptsAnOrganizationFromARuleOfTheInstallation() {
    RuleKeeper installation =
        new RuleKeeper.Installation(new Operator(Ids.next(), "Olga", Origin.INSIDE));
    RuleTerms terms =
        RuleTerms.of(
            "For all " + Ids.next(),
            RuleState.ON,
            Action.FLAG,
            new Check.Keywords(List.of("osprey"), true));
    StoredRule above = guardrails.create(installation, RuleScope.INSTALLATION, terms, "");
    try {
      assertThat(rulesFor(globex.teamId())).containsExactly(above.id(), rule.id());
      assertThatThrownBy(
              () -> exceptions.grant(owner, above.id(), research, grant(Duration.ofDays(1))))
          .isInstanceOf(NotFoundException.class);

      exceptions.grant(
          installation,
          above.id(),
          RuleScope.organization(globex.orgId()),
          grant(Duration.ofDays(1)));

      assertThat(rulesFor(globex.teamId())).containsExactly(rule.id());
    } finally {
      guardrails.delete(installation, above.id(), "the test is over");
    }
  }

  private List<UUID> rulesFor(UUID teamId) {
    return inForce.of(globex.orgId(), teamId, key).rules().stream().map(StoredRule::id).toList();
  }

  private Grant grant(Duration length) {
    return new Grant("Ada", "The customer asked for it", now().plus(length));
  }

  private Instant now() {
    return database.inInstallation(database::now);
  }

  private static RuleTerms terms() {
    return RuleTerms.of(
        "Falcon", RuleState.ON, Action.FLAG, new Check.Keywords(List.of("Falcon"), true));
  }
}
