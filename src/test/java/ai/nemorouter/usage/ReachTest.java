package ai.nemorouter.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForbiddenException;
import ai.nemorouter.access.Origin;
import ai.nemorouter.access.Rights;
import ai.nemorouter.access.Role;
import ai.nemorouter.credit.Credits;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.NewKey;
import ai.nemorouter.limit.Budget;
import ai.nemorouter.limit.CountFrom;
import ai.nemorouter.limit.LimitTerms;
import ai.nemorouter.limit.Limits;
import ai.nemorouter.limit.NamedLimit;
import ai.nemorouter.limit.Period;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.limit.TightLimits;
import ai.nemorouter.money.Money;
import ai.nemorouter.organization.team.Teams;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What people whose rights are in single teams see and change of calls, spend and limits.
@QuarkusTest
class ReachTest {
  private static final LimitTerms TERMS = LimitTerms.of(new Budget(Period.MONTH, Money.ofUsd("7")));

  private final World world;
  private final Visitor visitor;
  private final Keys keys;
  private final Teams teams;
  private final Limits limits;
  private final TightLimits tight;
  private final Requests requests;
  private final RequestFilterChoices choices;
  private final Spend spend;
  private final Credits credits;
  private final TestDatabase database;

  private World.Place place;
  private UUID otherTeam;
  private UUID ownKey;
  private UUID otherKey;
  private Actor lead;
  private Actor developer;

  ReachTest(
      World world,
      Visitor visitor,
      Keys keys,
      Teams teams,
      Limits limits,
      TightLimits tight,
      Requests requests,
      RequestFilterChoices choices,
      Spend spend,
      Credits credits,
      TestDatabase database) {
    this.world = world;
    this.visitor = visitor;
    this.keys = keys;
    this.teams = teams;
    this.limits = limits;
    this.tight = tight;
    this.requests = requests;
    this.choices = choices;
    this.spend = spend;
    this.credits = credits;
    this.database = database;
  }

  @BeforeEach
  void makeTwoTeams() {
    place = world.newOrganization();
    otherTeam = teams.create(place.owner(), "Sales");
    ownKey = keys.mint(place.owner(), new NewKey(place.teamId(), "own", null, null)).key().id();
    otherKey = keys.mint(place.owner(), new NewKey(otherTeam, "other", null, null)).key().id();
    credits.grant(new Actor.Setup(place.orgId()), Money.ofUsd("123"), "to begin with");
    world.recordCall(place, ownKey, Money.ofUsd("1"));
    world.recordCall(
        new World.Place(place.orgId(), otherTeam, place.owner(), place.automation()),
        otherKey,
        Money.ofUsd("2"));
    lead = inTeam(Role.LEAD);
    developer = inTeam(Role.DEVELOPER);
  }

  @Test
  void callsAndSpendAreThoseOfOnesTeams() {
    Spend.Span today =
        new Spend.Span(Instant.now().minusSeconds(3_600), Instant.now().plusSeconds(60));

    assertThat(
            requests.page(developer, RequestFilter.ALL, new Requests.Cursor(null, null)).requests())
        .extracting(RequestRow::teamName)
        .containsExactly("Research");
    assertThat(spend.ofCredit(developer, today)).isEqualTo(Money.ofUsd("1"));
    assertThat(spend.ofCredit(place.owner(), today)).isEqualTo(Money.ofUsd("3"));
    assertThat(choices.of(developer, RequestFilter.ALL).teams())
        .extracting(RequestFilterChoices.Choice::name)
        .containsExactly("Research");
  }

  @Test
  void aCallOfAnotherTeamIsNotThere() {
    UUID other =
        requests.latest(place.owner(), 5).stream()
            .filter(call -> call.keyId().equals(otherKey))
            .findFirst()
            .orElseThrow()
            .id();

    assertThatThrownBy(() -> requests.find(developer, other)).isInstanceOf(NotFoundException.class);
    assertThat(requests.limits(developer, other)).isEmpty();
  }

  @Test
  void limitsAreThoseOfOnesTeamsAndTheirKeys() {
    UUID organization = add(Scope.organization(place.orgId()));
    UUID team = add(Scope.team(place.teamId()));
    UUID key = add(Scope.key(ownKey));
    UUID foreign = add(Scope.key(otherKey));

    assertThat(tight.first(developer, 10))
        .extracting(NamedLimit::limit)
        .extracting(limit -> limit.id())
        .containsExactlyInAnyOrder(team, key);
    assertThat(limits.find(developer, team).status().used()).isEqualTo(Money.ofUsd("1").nanos());
    for (UUID hidden : List.of(organization, foreign)) {
      assertThatThrownBy(() -> limits.find(developer, hidden))
          .isInstanceOf(NotFoundException.class);
      assertThatThrownBy(() -> limits.remove(lead, hidden)).isInstanceOf(NotFoundException.class);
    }
  }

  @Test
  void aLeadChangesLimitsOfTheTeamsKeysAndNeverTheTeamsOwn() {
    UUID team = add(Scope.team(place.teamId()));
    UUID key = limits.add(lead, Scope.key(ownKey), TERMS, CountFrom.PERIOD);
    limits.change(lead, key, Period.MONTH, 1, List.of(), CountFrom.PERIOD);

    assertThatThrownBy(
            () -> limits.change(lead, team, Period.MONTH, 1, List.of(), CountFrom.PERIOD))
        .isInstanceOf(ForbiddenException.class);
    assertThatThrownBy(() -> limits.restart(lead, team)).isInstanceOf(ForbiddenException.class);
    assertThatThrownBy(() -> limits.add(lead, Scope.team(place.teamId()), TERMS, CountFrom.NOW))
        .isInstanceOf(ForbiddenException.class);
    assertThatThrownBy(() -> limits.add(lead, Scope.key(otherKey), TERMS, CountFrom.NOW))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(
            () -> limits.add(lead, Scope.organization(place.orgId()), TERMS, CountFrom.NOW))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> limits.remove(developer, key)).isInstanceOf(ForbiddenException.class);
  }

  @Test
  void aDevelopersPagesShowNothingOfTheRestOfTheOrganization() {
    Visitor.Person person = visitor.member(place.orgId(), Role.MEMBER);
    assignDeveloper(person);
    add(Scope.organization(place.orgId()));
    String overview = person.browser().get(place.path("overview")).asString();
    String list = person.browser().get(place.path("limits")).asString();

    assertThat(overview)
        .contains("Of your teams", "own")
        .doesNotContain("other", "Sales", "Credit left");
    assertThat(list)
        .contains("In your teams")
        .doesNotContain("Of the whole organization", "Defaults");
    assertThat(person.browser().get(place.path("credit")).statusCode()).isEqualTo(403);
    assertThat(
            person
                .browser()
                .get(place.path("limits/new?scope=team&scope_id=" + place.teamId()))
                .statusCode())
        .isEqualTo(403);
  }

  @Test
  void whoBelongsToNoTeamIsToldWhatToAskFor() {
    Visitor.Person person = visitor.member(place.orgId(), Role.MEMBER);
    Response home = person.browser().get(place.path("").replaceFirst("/$", ""));
    Response page = person.browser().get(home.header("Location"));

    assertThat(home.header("Location")).endsWith("/start");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.asString()).contains("What you can ask for").doesNotContain(">Overview<");
  }

  private UUID add(Scope scope) {
    return limits.add(place.owner(), scope, TERMS, CountFrom.PERIOD);
  }

  private Actor inTeam(Role role) {
    return new Actor.Person(
        place.orgId(),
        Ids.next(),
        role.name(),
        Rights.of(Role.MEMBER, Map.of(place.teamId(), role)),
        false,
        Origin.INSIDE);
  }

  private void assignDeveloper(Visitor.Person person) {
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle.execute(
                """
                insert into team_members (org_id, team_id, user_id, role)
                select ?, ?, id, 'developer' from users where email = ?
                """,
                place.orgId(),
                place.teamId(),
                person.email()));
  }
}
