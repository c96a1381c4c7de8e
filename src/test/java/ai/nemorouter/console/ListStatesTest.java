package ai.nemorouter.console;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Role;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.NewKey;
import ai.nemorouter.key.overview.MemberOverviews;
import ai.nemorouter.key.overview.TeamOverviews;
import ai.nemorouter.limit.Budget;
import ai.nemorouter.limit.Limits;
import ai.nemorouter.limit.Period;
import ai.nemorouter.limit.Scope;
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
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the lists of teams and members say of how each stands.
@QuarkusTest
class ListStatesTest {
  private static final int FEW = 5;
  private static final int MANY = 50;
  private static final Pattern TEAM =
      Pattern.compile(
          "<td class=\"main-cell cell-title\"><a href=\"[^\"]+/teams/[^\"]+\">([^<]+)</a>");
  private static final Pattern MEMBER =
      Pattern.compile("/members/[0-9a-f-]{36}\">([^<]+)</a><small");

  @Inject World world;
  @Inject People people;
  @Inject Visitor visitor;
  @Inject Teams teams;
  @Inject TeamOverviews overviews;
  @Inject TeamMembers teamMembers;
  @Inject MemberOverviews memberOverviews;
  @Inject Keys keys;
  @Inject Limits limits;
  @Inject Roles roles;
  @Inject TestDatabase database;
  @Inject @PersistenceUnitExtension Statements statements;

  private World.Place globex;
  private Actor.Person owner;
  private Visitor.Person browser;

  @BeforeEach
  void createOrganization() {
    globex = world.newOrganization();
    owner = people.join(globex.orgId(), Role.OWNER);
    browser = visitor.owner(globex.orgId());
  }

  @Test
  void teamsShowWhatTheyHaveAndUseAndSortByIt() {
    UUID busy = teams.create(owner, "Busy");
    UUID crowded = teams.create(owner, "Crowded");
    spend(busy, "30");
    spend(globex.teamId(), "9");
    limits.set(owner, Scope.team(globex.teamId()), new Budget(Period.MONTH, Money.ofUsd("10")));
    people.joinTeam(globex.orgId(), crowded, Role.DEVELOPER);
    mint(crowded, "one");
    mint(crowded, "two");

    sorts("name", "Busy", "Crowded", "Research");
    sorts("spend", "Busy", "Research", "Crowded");
    sorts("keys", "Crowded", "Busy", "Research");
    sorts("newest", "Crowded", "Busy", "Research");
    assertThat(teamNames("sort=limit")).startsWith("Research");
    assertThat(teamNames("sort=people")).startsWith("Crowded");
    assertThat(teamNames("sort=-people")).endsWith("Crowded");
    assertThat(teamNames("sort=used")).endsWith("Crowded");
    assertThat(teamNames("sort=-used")).startsWith("Crowded");
    assertThat(teamNames("search=row")).containsExactly("Crowded");
    assertThat(page("teams")).contains("$30.00", "$9.00 of $10.00", "per month", "resets ");
  }

  private void sorts(String word, String... names) {
    assertThat(teamNames("sort=" + word)).as(word).containsExactly(names);
    assertThat(teamNames("sort=-" + word))
        .as("-" + word)
        .containsExactlyElementsOf(List.of(names).reversed());
  }

  @Test
  void whoMayNotSeeSpendAndLimitsOfATeamIsToldNeither() {
    Role onlyTeams =
        roles.define(owner, Role.Level.ORGANIZATION, "Clerk", Set.of(Permission.VIEW_TEAMS));
    Visitor.Person clerk = visitor.member(globex.orgId(), onlyTeams);
    UUID busy = teams.create(owner, "Busy");
    spend(busy, "30");
    limits.set(owner, Scope.team(busy), new Budget(Period.MONTH, Money.ofUsd("40")));

    String list = clerk.browser().get(globex.path("teams?sort=-spend")).asString();
    String file = clerk.browser().get(globex.path("teams/list.csv")).asString();
    String team = clerk.browser().get(globex.path("teams/" + busy)).asString();

    assertThat(list).contains("Busy").doesNotContain("$30.00", "$40.00");
    assertThat(file).contains("\"Busy\",,,,,0,1,");
    assertThat(team).doesNotContain("$30.00", "Top models");
  }

  @Test
  void aTeamsPageShowsItsLastThirtyDaysByModel() {
    UUID busy = teams.create(owner, "Busy");
    spend(busy, "30");
    spend(globex.teamId(), "9");

    String page = page("teams/" + busy);

    assertThat(page).contains("Spend (USD) per day", "Top models", "demo/haiku-small", "$30.00");
    assertThat(page).doesNotContain("$39.00", "$9.00");
  }

  @Test
  void whoMayNotSeeSpendAndLimitsOfMembersIsToldTheirOwnAlone() {
    Role onlyMembers =
        roles.define(owner, Role.Level.ORGANIZATION, "Porter", Set.of(Permission.VIEW_MEMBERS));
    Visitor.Person porter = visitor.member(globex.orgId(), onlyMembers);
    Visitor.Person other = visitor.member(globex.orgId(), Role.MEMBER);
    for (Visitor.Person person : List.of(porter, other)) {
      String cap = person.equals(porter) ? "33" : "44";
      limits.set(owner, Scope.member(idOf(person)), new Budget(Period.MONTH, Money.ofUsd(cap)));
    }

    String list = porter.browser().get(globex.path("members?sort=-limit")).asString();
    String file = porter.browser().get(globex.path("members/list.csv")).asString();
    String member = porter.browser().get(globex.path("members/" + idOf(other))).asString();

    assertThat(list).contains("of $33.00").doesNotContain("$44.00");
    assertThat(file).contains("$33.00").doesNotContain("$44.00");
    assertThat(member).doesNotContain("$44.00", "This month");
    assertThat(porter.browser().get(globex.path("members/" + idOf(porter))).asString())
        .contains("$33.00");
  }

  private UUID idOf(Visitor.Person person) {
    return database
        .acrossOrganizations()
        .read(sql ->
            sql.select("select id from users where email = ?", person.email())
                .mapTo(UUID.class)
                .one());
  }

  @Test
  void membersShowTeamsStateAndWhenTheyWereSeen() {
    Actor.Person grace = people.join(globex.orgId(), Role.MEMBER);
    rename(grace.userId(), "Grace Hopper");
    Actor.Person alan = people.join(globex.orgId(), Role.AUDITOR);
    rename(alan.userId(), "Alan Turing");
    teamMembers.add(owner, globex.teamId(), grace.userId().toString(), "developer");
    execute("update users set last_sign_in_at = '2026-01-02 03:04' where id = ?", grace.userId());
    execute(
        "insert into second_factors (user_id, secret, confirmed_at) values (?, 'x', now())",
        grace.userId());
    execute("update members set suspended_at = now() where user_id = ?", alan.userId());

    assertThat(memberNames("state=no-second-factor"))
        .doesNotContain("Grace Hopper", "Alan Turing")
        .isNotEmpty();
    assertThat(memberNames("state=suspended")).containsExactly("Alan Turing");
    assertThat(memberNames("sort=seen")).startsWith("Ada Lovelace");
    assertThat(memberNames("sort=-seen")).endsWith("Ada Lovelace");
    assertThat(page("members?search=grace"))
        .contains("Research (Developer)", "2 Jan", ">Active<", "In any of their organizations")
        .doesNotContain("No second factor</span>");
    assertThat(page("members/" + grace.userId()))
        .contains("2 Jan", "in any of their organizations");
    assertThat(page("members?search=turing")).contains(">Suspended<", "End it or remove");
    assertThat(
            browser.browser().get(globex.path("members?state=invited&search=x")).header("Location"))
        .endsWith("/invitations?search=x&show=open");
  }

  @Test
  void membersSortByEveryColumnBothWays() {
    Actor.Person rich = people.join(globex.orgId(), Role.MEMBER);
    rename(rich.userId(), "Zoe");
    limits.set(owner, Scope.member(rich.userId()), new Budget(Period.MONTH, Money.ofUsd("10")));

    for (MemberOverviews.Sort sort : MemberOverviews.Sort.values()) {
      String word = sort.name().toLowerCase(Locale.ROOT);
      List<String> found = memberNames("sort=" + word);
      assertThat(found).as(word).hasSize(3);
      assertThat(memberNames("sort=-" + word)).as(word).containsExactlyElementsOf(found.reversed());
    }
    assertThat(memberNames("sort=limit")).startsWith("Zoe");
    assertThat(memberNames("sort=name")).endsWith("Zoe");
  }

  @Test
  void bothListsAreFilesWhoseTextIsNoFormula() {
    teams.create(owner, "=cmd()");
    rename(owner.userId(), "+SUM(A1)");

    String ofTeams = page("teams/list.csv");
    String ofMembers = page("members/list.csv");

    assertThat(ofTeams.lines().findFirst())
        .hasValueSatisfying(head ->
            assertThat(head)
                .contains(
                    "spend_this_month_usd", "tightest_limit_used_percent", "last_request_at"));
    assertThat(ofTeams).contains("\"'=cmd()\",0,");
    assertThat(ofMembers.lines().findFirst())
        .hasValueSatisfying(
            head -> assertThat(head).contains("last_seen_at", "spend_this_month_usd"));
    assertThat(ofMembers).contains("\"'+SUM(A1)\"");
  }

  @Test
  void aListOfManyTakesAsManyStatementsAsOneOfFew() {
    for (TeamOverviews.Sort sort : TeamOverviews.Sort.values()) {
      ListQuery query = new ListQuery("", "", sort.name().toLowerCase(Locale.ROOT), 1);
      addTeams(sort + " few ", FEW);
      long few = statements.of(() -> overviews.list(owner, query).found(), FEW);
      addTeams(sort + " many ", MANY);
      long many = statements.of(() -> overviews.list(owner, query).found(), MANY);

      assertThat(many).as("%s", sort).isEqualTo(few).isPositive();
    }
    assertThat(membersTake(FEW)).isEqualTo(membersTake(MANY)).isPositive();
  }

  private long membersTake(int number) {
    for (int i = 0; i < number; i++) {
      people.joinTeam(globex.orgId(), globex.teamId(), Role.DEVELOPER);
    }
    MemberOverviews.Filter all =
        new MemberOverviews.Filter("", "", "", "", MemberOverviews.Sort.LIMIT, false, 1);
    return statements.of(() -> memberOverviews.list(owner, all).found(), number);
  }

  private void addTeams(String name, int number) {
    database.inOrganization(
        globex.orgId(),
        () -> {
          for (int i = 0; i < number; i++) {
            teams.create(globex.orgId(), name + i);
          }
          return true;
        });
  }

  private void spend(UUID teamId, String usd) {
    UUID key = mint(teamId, "ci");
    world.recordCall(
        new World.Place(globex.orgId(), teamId, globex.owner(), globex.automation()),
        key,
        Money.ofUsd(usd));
    execute("update keys set last_used_at = now() where id = ?", key);
  }

  private UUID mint(UUID teamId, String name) {
    return keys.mint(owner, new NewKey(teamId, name, null, null)).key().id();
  }

  private void rename(UUID userId, String name) {
    execute("update users set name = '" + name + "' where id = ?", userId);
  }

  private void execute(String sql, UUID id) {
    database.acrossOrganizations().useTransaction(handle -> handle.execute(sql, id));
  }

  private List<String> teamNames(String query) {
    return found(TEAM, page("teams?" + query));
  }

  private List<String> memberNames(String query) {
    return found(MEMBER, page("members?" + query));
  }

  private static List<String> found(Pattern pattern, String page) {
    return pattern.matcher(page).results().map((MatchResult one) -> one.group(1)).toList();
  }

  private String page(String path) {
    return browser.browser().get(globex.path(path)).asString();
  }
}
