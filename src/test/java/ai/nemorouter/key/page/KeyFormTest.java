package ai.nemorouter.key.page;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.access.Role;
import ai.nemorouter.key.KeyFilter;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.owner.KeyOwners;
import ai.nemorouter.limit.Budget;
import ai.nemorouter.limit.Limits;
import ai.nemorouter.limit.Period;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.money.Money;
import ai.nemorouter.organization.team.TeamMembers;
import ai.nemorouter.organization.team.Teams;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The form that makes a key: what it offers, and what it says about what was typed.
@QuarkusTest
class KeyFormTest {
  private final World world;
  private final Visitor visitor;
  private final Keys keys;
  private final KeyOwners owners;
  private final Limits limits;
  private final Teams teams;
  private final TeamMembers teamMembers;

  private World.Place place;
  private Visitor.Person owner;

  KeyFormTest(
      World world,
      Visitor visitor,
      Keys keys,
      KeyOwners owners,
      Limits limits,
      Teams teams,
      TeamMembers teamMembers) {
    this.world = world;
    this.visitor = visitor;
    this.keys = keys;
    this.owners = owners;
    this.limits = limits;
    this.teams = teams;
    this.teamMembers = teamMembers;
  }

  @BeforeEach
  void enter() {
    place = world.newOrganization();
    owner = visitor.owner(place.orgId());
    limits.set(
        place.owner(), Scope.team(place.teamId()), new Budget(Period.MONTH, Money.ofUsd("7.50")));
  }

  @Test
  void everythingThatIsWrongWithAKeyIsToldAtOnce() {
    UUID elsewhere = teams.create(place.owner(), "Elsewhere");
    Visitor.Person stranger = visitor.member(place.orgId(), Role.MEMBER);
    teamMembers.add(place.owner(), elsewhere, stranger.email(), "developer");
    UUID strangerId =
        owners.choices(place.owner(), elsewhere).stream()
            .filter(holder -> holder.email().equals(stranger.email()))
            .findFirst()
            .orElseThrow()
            .id();

    Response response =
        owner
            .browser()
            .formParam("name", "typed name")
            .formParam("team", place.teamId())
            .formParam("owner", strangerId)
            .formParam("limit", "a lot")
            .formParam("expires", "date")
            .formParam("allowed_models", "nope/none")
            .post(place.path("keys"));
    String form = owner.browser().get(place.path("keys/new?team=" + elsewhere)).asString();
    String other = owner.browser().get(place.path("keys/new?team=" + place.teamId())).asString();

    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(response.asString())
        .contains("4 fields need a correction")
        .contains("href=\"#limit\"", "href=\"#expires_at\"", "href=\"#owner\"")
        .contains("href=\"#allowed_models\"", "value=\"typed name\"", ">nope/none</textarea>")
        .containsPattern("id=\"owner\"[^>]*aria-invalid=\"true\"")
        .doesNotContain("autofocus");
    assertThat(form).contains(stranger.email());
    assertThat(other).doesNotContain(stranger.email()).contains("$7.50 per month of the team");
  }

  @Test
  void aKeyEndsSoManyDaysFromNow() {
    owner
        .browser()
        .formParam("name", "for a week")
        .formParam("team", place.teamId())
        .formParam("expires", "7")
        .post(place.path("keys"));

    Instant end =
        keys.list(place.owner(), KeyFilter.ALL).keys().stream()
            .map(overview -> overview.key())
            .filter(made -> made.name().equals("for a week"))
            .map(made -> made.expiresAt())
            .findFirst()
            .orElseThrow();
    assertThat(Duration.between(Instant.now(), end))
        .isBetween(Duration.ofDays(7), Duration.ofDays(8));
  }
}
