package ai.nemorouter.guardrail.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.guardrail.RulesInForce;
import ai.nemorouter.guardrail.engine.Action;
import ai.nemorouter.guardrail.engine.Check;
import ai.nemorouter.guardrail.rule.exception.Grant;
import ai.nemorouter.guardrail.rule.exception.RuleExceptions;
import ai.nemorouter.guardrail.rule.history.RuleHistory;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.testsupport.Statements;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.World;
import io.quarkus.hibernate.orm.PersistenceUnitExtension;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What nodes hear of rules, and how many statements lists take.
@QuarkusTest
class RuleFeedTest {
  private static final int FEW = 5;
  private static final int MANY = 50;

  @Inject World world;
  @Inject TestDatabase database;
  @Inject @PersistenceUnitExtension Statements statements;
  @Inject Guardrails guardrails;
  @Inject RuleHistory history;
  @Inject RuleExceptions exceptions;
  @Inject RuleChanges changes;
  @Inject RuleFeed feed;
  @Inject RulesInForce inForce;

  private World.Place globex;
  private RuleKeeper owner;
  private RuleScope everywhere;

  @BeforeEach
  void createOrganization() {
    globex = world.newOrganization();
    owner = new RuleKeeper.Own(globex.owner());
    everywhere = RuleScope.organization(globex.orgId());
  }

  @Test
  void whatAnotherNodeChangedIsInForceWithinSeconds() {
    Place place = new Place(everywhere, null, "", true);
    UUID id =
        database.inOrganization(
            globex.orgId(),
            () ->
                changes
                    .create(globex.orgId(), place, terms("Falcon"), "Ada", "", database.now())
                    .id());

    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() ->
            assertThat(inForce.of(globex.orgId(), globex.teamId(), globex.teamId()).rules())
                .extracting(StoredRule::id)
                .containsExactly(id));
  }

  @Test
  void aNodeHearsOfEachChangeOnce() {
    long before = feed.since(0).version();

    StoredRule rule = guardrails.create(owner, everywhere, terms("Falcon"), "");
    RuleFeed.News created = feed.since(before);
    guardrails.delete(owner, rule.id(), "");
    RuleFeed.News deleted = feed.since(created.version());

    assertThat(kept(created).rules()).containsExactly(rule);
    assertThat(kept(deleted).isNothing()).isTrue();
    assertThat(feed.since(deleted.version()).changed()).doesNotContainKey(globex.orgId());
  }

  @Test
  void aStoredRuleThatCannotBeReadKeepsEverythingBack() {
    StoredRule rule = guardrails.create(owner, everywhere, terms("Falcon"), "");
    long before = feed.since(0).version();
    database
        .acrossOrganizations()
        .useTransaction(handle -> {
          handle.execute(
              """
              insert into guardrail_versions (org_id, rule_id, number, name, state, action, on_input, on_output,
                closed, restores, keeps_text, message, detector, looks_for, reason, made_by, made_at)
              select org_id, rule_id, 2, name, state, action, on_input, on_output, closed, restores, keeps_text,
                message, 'telepathy', '{"type":"telepathy"}', '', 'Ada', now()
              from guardrail_versions where rule_id = ?
              """,
              rule.id());
          handle.execute("update guardrail_changes set version = version + 1");
          handle.execute(
              "update guardrail_rules set version = 2, changed = (select version from guardrail_changes) where id = ?",
              rule.id());
        });

    assertThat(kept(feed.since(before)).readable()).isFalse();
  }

  @Test
  void aListTakesAsManyStatementsForManyRulesAsForFew() {
    for (Guardrails.Sort sort : Guardrails.Sort.values()) {
      ListQuery query = new ListQuery("", "", sort.name().toLowerCase(Locale.ROOT), 1);
      World.Place place = world.newOrganization();
      RuleKeeper keeper = new RuleKeeper.Own(place.owner());
      add(keeper, RuleScope.team(place.teamId()), 0, FEW);
      long few = statements.of(() -> guardrails.list(keeper, query).found(), FEW);
      add(keeper, RuleScope.team(place.teamId()), FEW, MANY);
      long many = statements.of(() -> guardrails.list(keeper, query).found(), MANY);

      assertThat(many).as("%s", sort).isEqualTo(few).isPositive();
    }
  }

  @Test
  void versionsAndExceptionsTakeAsManyStatementsForManyAsForFew() {
    StoredRule rule = guardrails.create(owner, everywhere, terms("Falcon 0"), "");
    for (int number = 1; number < FEW; number++) {
      changeAndExcept(rule, number);
    }
    long fewVersions = statements.of(() -> history.list(owner, rule.id(), 1).found(), FEW);
    long fewExceptions = statements.of(() -> exceptions.list(owner, rule.id(), 1).found(), FEW - 1);
    for (int number = FEW; number < MANY; number++) {
      changeAndExcept(rule, number);
    }

    assertThat(statements.of(() -> history.list(owner, rule.id(), 1).found(), MANY))
        .isEqualTo(fewVersions)
        .isPositive();
    assertThat(statements.of(() -> exceptions.list(owner, rule.id(), 1).found(), MANY - 1))
        .isEqualTo(fewExceptions)
        .isPositive();
  }

  private void changeAndExcept(StoredRule rule, int number) {
    guardrails.change(owner, rule.id(), terms("Falcon " + number), null, "");
    Grant grant =
        new Grant("Ada", "a test", database.inInstallation(database::now).plus(Duration.ofDays(1)));
    exceptions.grant(owner, rule.id(), RuleScope.team(globex.teamId()), grant);
  }

  private void add(RuleKeeper keeper, RuleScope scope, int from, int to) {
    for (int number = from; number < to; number++) {
      guardrails.create(keeper, scope, terms("Falcon " + number), "");
    }
  }

  private static RuleTerms terms(String name) {
    return RuleTerms.of(name, RuleState.ON, Action.FLAG, new Check.Keywords(List.of(name), true));
  }

  private RuleFeed.Kept kept(RuleFeed.News news) {
    return Objects.requireNonNull(news.changed().get(globex.orgId()));
  }
}
