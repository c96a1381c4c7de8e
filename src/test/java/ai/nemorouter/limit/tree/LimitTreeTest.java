package ai.nemorouter.limit.tree;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Role;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.NewKey;
import ai.nemorouter.limit.Budget;
import ai.nemorouter.limit.CountFrom;
import ai.nemorouter.limit.LimitTerms;
import ai.nemorouter.limit.Limits;
import ai.nemorouter.limit.Period;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.limit.Unit;
import ai.nemorouter.money.Money;
import ai.nemorouter.organization.role.Roles;
import ai.nemorouter.organization.team.TeamMembers;
import ai.nemorouter.organization.team.Teams;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.testsupport.People;
import ai.nemorouter.testsupport.Statements;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import io.quarkus.hibernate.orm.PersistenceUnitExtension;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Limits by team: what is free at each level is what the levels above leave.
@QuarkusTest
class LimitTreeTest {
  @Inject World world;
  @Inject People people;
  @Inject Visitor visitor;
  @Inject Teams teams;
  @Inject Keys keys;
  @Inject Limits limits;
  @Inject LimitTrees trees;
  @Inject Roles roles;
  @Inject TestDatabase database;
  @Inject TeamMembers teamMembers;
  @Inject @PersistenceUnitExtension Statements statements;

  private World.Place globex;
  private Actor.Person owner;

  @BeforeEach
  void createOrganization() {
    globex = world.newOrganization();
    owner = people.join(globex.orgId(), Role.OWNER);
  }

  @Test
  void whatIsFreeIsTheLeastThatALevelAndThoseAboveItLeave() {
    UUID search = teams.create(owner, "Ads team");
    UUID wide = key(search, "wide");
    UUID narrow = key(search, "narrow");
    cap(Scope.organization(globex.orgId()), Period.MONTH, "100");
    cap(Scope.team(search), Period.MONTH, "40");
    cap(Scope.key(wide), Period.DAY, "90");
    cap(Scope.key(narrow), Period.DAY, "5");
    cap(Scope.member(owner.userId()), Period.DAY, "7");

    LimitTree tree = trees.list(owner, query("ads", ""));

    LimitTree.Branch branch = tree.teams().items().getFirst();
    assertThat(tree.organization()).extracting(LimitTree.Level::free).isEqualTo(Money.ofUsd("100"));
    assertThat(branch.team().free()).isEqualTo(Money.ofUsd("40"));
    assertThat(free(branch, "wide")).isEqualTo(Money.ofUsd("40"));
    assertThat(free(branch, "narrow")).isEqualTo(Money.ofUsd("5"));
    assertThat(tree.members())
        .singleElement()
        .extracting(LimitTree.Level::free)
        .isEqualTo(Money.ofUsd("7"));
  }

  @Test
  void aKeyHasNoMoreFreeThanItsOwnerAndALeadSeesNothingOfThat() {
    UUID ads = teams.create(owner, "Ads team");
    giveToOwner(key(ads, "mine"));
    cap(Scope.organization(globex.orgId()), Period.MONTH, "100");
    cap(Scope.team(ads), Period.MONTH, "40");
    cap(Scope.member(owner.userId()), Period.DAY, "7");
    Visitor.Person lead = lead(ads);

    assertThat(free(trees.list(owner, query("ads", "")).teams().items().getFirst(), "mine"))
        .isEqualTo(Money.ofUsd("7"));
    assertThat(lead.browser().get(globex.path("limits/by-team")).asString())
        .contains("by the limits shown here", ">$40.00</td>")
        .doesNotContain("$7.00");
  }

  private void giveToOwner(UUID key) {
    database
        .of(globex.orgId())
        .useTransaction(
            sql -> sql.execute("update keys set owner_id = ? where id = ?", owner.userId(), key));
  }

  @Test
  void limitsOfTokensAndOfSingleModelsDoNotCapTheMoney() {
    UUID search = teams.create(owner, "Ads team");
    limits.add(
        owner, Scope.team(search), LimitTerms.of(Unit.TOKENS, Period.DAY, 10), CountFrom.PERIOD);
    limits.add(
        owner,
        Scope.team(search),
        LimitTerms.of(new Budget(Period.DAY, Money.ofUsd("1")))
            .narrowedTo("demo/haiku-small", null),
        CountFrom.PERIOD);

    LimitTree.Level team = trees.list(owner, query("ads", "")).teams().items().getFirst().team();

    assertThat(team.limits()).hasSize(2);
    assertThat(team.free()).isNull();
  }

  @Test
  void aTeamShowsItsTightestKeysAndHowManyMoreThereAre() {
    UUID search = teams.create(owner, "Ads team");
    for (int i = 0; i < LimitTrees.KEYS_MAX + 3; i++) {
      key(search, "key " + i);
    }
    UUID capped = key(search, "zz capped");
    cap(Scope.key(capped), Period.DAY, "5");
    UUID revoked = key(search, "gone");
    keys.revoke(owner, revoked);

    LimitTree.Branch branch = trees.list(owner, query("ads", "")).teams().items().getFirst();

    assertThat(branch.keys()).hasSize(LimitTrees.KEYS_MAX);
    assertThat(branch.keys().getFirst().scope().name()).isEqualTo("zz capped");
    assertThat(branch.keysInAll()).isEqualTo(LimitTrees.KEYS_MAX + 4);
    assertThat(branch.moreKeys()).isEqualTo(4);
  }

  @Test
  void teamsAreSortedAndSearchedAndTheNumberOfStatementsDoesNotGrow() {
    UUID search = teams.create(owner, "Ads team");
    cap(Scope.team(search), Period.DAY, "1");
    long few = statementsTaken();
    for (int i = 0; i < 20; i++) {
      cap(Scope.key(key(teams.create(owner, "Team " + i), "one")), Period.DAY, "1");
    }

    assertThat(statementsTaken()).isEqualTo(few).isPositive();
    assertThat(names(query("", "tightest"))).startsWith("Ads team");
    assertThat(names(query("", "-name"))).first().isEqualTo("Team 9");
    assertThat(names(query("team 1", ""))).contains("Team 1", "Team 10").doesNotContain("Ads team");
  }

  @Test
  void aLeadSeesTheLimitsOfTheirTeamAlone() {
    UUID search = teams.create(owner, "Ads team");
    cap(Scope.organization(globex.orgId()), Period.MONTH, "123");
    cap(Scope.team(search), Period.MONTH, "45");
    cap(Scope.team(globex.teamId()), Period.MONTH, "67");
    cap(Scope.member(owner.userId()), Period.MONTH, "89");
    Visitor.Person lead = lead(search);

    String page = lead.browser().get(globex.path("limits/by-team")).asString();

    assertThat(page)
        .contains("Ads team", "of $45.00")
        .doesNotContain("$123.00", "$67.00", "$89.00");
  }

  @Test
  void thePageLeadsToChangingAndAddingLimits() {
    UUID search = teams.create(owner, "Ads team");
    UUID key = key(search, "ci");
    cap(Scope.team(search), Period.MONTH, "40");

    String page =
        visitor.owner(globex.orgId()).browser().get(globex.path("limits/by-team")).asString();

    assertThat(page)
        .contains(
            globex.path("limits/new") + "?scope=team&amp;scope_id=" + search,
            globex.path("limits/new") + "?scope=key&amp;scope_id=" + key,
            "Change $40.00 per month of Ads team",
            "None of its own",
            "$40.00");
  }

  @Test
  void aLimitLeadsToItsHistory() {
    UUID search = teams.create(owner, "Ads team");
    cap(Scope.team(search), Period.MONTH, "40");
    cap(Scope.team(search), Period.MONTH, "50");
    UUID limit = limits.list(owner, Scope.team(search)).getFirst().limit().id();
    Visitor.Person visiting = visitor.owner(globex.orgId());

    String form = visiting.browser().get(globex.path("limits/" + limit)).asString();
    String history = visiting.browser().get(globex.path("audit?target=" + limit)).asString();

    assertThat(form).contains(globex.path("audit?target=" + limit));
    assertThat(history).contains("limit.added", "limit.changed");
  }

  private Visitor.Person lead(UUID team) {
    Role reader = roles.define(owner, Role.Level.TEAM, "Reader", Set.of(Permission.VIEW_LIMITS));
    Visitor.Person lead = visitor.member(globex.orgId(), Role.MEMBER);
    teamMembers.add(owner, team, lead.email(), reader.slug());
    return lead;
  }

  private long statementsTaken() {
    return statements.of(() -> trees.list(owner, query("", "")).teams().found(), 1);
  }

  private List<String> names(ListQuery query) {
    return trees.list(owner, query).teams().items().stream()
        .map(branch -> branch.team().scope().name())
        .toList();
  }

  private static @Nullable Money free(LimitTree.Branch branch, String key) {
    return branch.keys().stream()
        .filter(level -> level.scope().name().equals(key))
        .findFirst()
        .orElseThrow()
        .free();
  }

  private UUID key(UUID team, String name) {
    return keys.mint(owner, new NewKey(team, name, null, null)).key().id();
  }

  private void cap(Scope scope, Period period, String usd) {
    limits.set(owner, scope, new Budget(period, Money.ofUsd(usd)));
  }

  private static ListQuery query(String search, String sort) {
    return new ListQuery(search, "", sort, 1);
  }
}
