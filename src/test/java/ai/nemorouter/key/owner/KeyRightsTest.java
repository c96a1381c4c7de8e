package ai.nemorouter.key.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForbiddenException;
import ai.nemorouter.access.Origin;
import ai.nemorouter.access.Rights;
import ai.nemorouter.access.Role;
import ai.nemorouter.key.Key;
import ai.nemorouter.key.KeyFilter;
import ai.nemorouter.key.KeyList;
import ai.nemorouter.key.KeyRotations;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.MintedKey;
import ai.nemorouter.key.NewKey;
import ai.nemorouter.limit.Budget;
import ai.nemorouter.limit.Period;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Who sees and changes which keys, by what they may in each team.
@QuarkusTest
class KeyRightsTest {
  private static final Budget BUDGET = new Budget(Period.MONTH, Money.ofUsd("1"));

  @Inject Keys keys;
  @Inject KeyRotations rotations;
  @Inject KeyTeams teams;
  @Inject TestDatabase database;
  @Inject World world;

  private World.Place globex;
  private UUID otherTeam;

  @BeforeEach
  void createOrganization() {
    globex = world.newOrganization();
    otherTeam = Ids.next();
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle.execute(
                "insert into teams (org_id, id, name) values (?, ?, 'Support')",
                globex.orgId(),
                otherTeam));
  }

  @Test
  void whoeverBelongsToATeamSeesItsKeysAndNoOthers() {
    Key own = mint(globex.owner(), globex.teamId(), null).key();
    Key foreign = mint(globex.owner(), otherTeam, null).key();
    Actor developer = member(Role.DEVELOPER);

    KeyList listed = keys.list(developer, KeyFilter.ALL);

    assertThat(listed.keys()).extracting(one -> one.key().id()).containsExactly(own.id());
    assertThat(listed.found()).isOne();
    assertThat(teams.visible(developer))
        .extracting(KeyTeams.Choice::name)
        .containsExactly("Research");
    assertThatThrownBy(() -> keys.find(developer, foreign.id()))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> keys.revoke(developer, foreign.id()))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> rotations.rotate(developer, foreign.id(), Duration.ZERO, null))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> mint(developer, otherTeam, null))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void aDeveloperMakesAndChangesKeysOfTheirOwnAndNoOthers() {
    Actor.Person developer = member(Role.DEVELOPER);
    Key service = mint(globex.owner(), globex.teamId(), null).key();

    Key own = mint(developer, globex.teamId(), developer.userId()).key();
    keys.change(developer, own.id(), before -> before.withName("renamed"));
    rotations.rotate(developer, own.id(), Duration.ZERO, null);
    keys.revoke(developer, own.id());

    assertThatThrownBy(() -> mint(developer, globex.teamId(), null))
        .isInstanceOf(ForbiddenException.class);
    assertThatThrownBy(() -> mint(developer, globex.teamId(), member(Role.DEVELOPER).userId()))
        .isInstanceOf(ForbiddenException.class);
    assertThatThrownBy(() -> keys.revoke(developer, service.id()))
        .isInstanceOf(ForbiddenException.class);
    assertThatThrownBy(() -> rotations.rotate(developer, service.id(), Duration.ZERO, null))
        .isInstanceOf(ForbiddenException.class);
    assertThatThrownBy(() -> rotations.endPrevious(developer, service.id()))
        .isInstanceOf(ForbiddenException.class);
    assertThatThrownBy(() -> keys.change(developer, service.id(), before -> before.withName("x")))
        .isInstanceOf(ForbiddenException.class);
  }

  @Test
  void aLeadMakesKeysForTheTeamAndLimitsThemAndADeveloperCannot() {
    Actor.Person lead = member(Role.LEAD);
    Actor.Person developer = member(Role.DEVELOPER);

    Key limited =
        keys.mint(lead, new NewKey(globex.teamId(), "ci", BUDGET, null, developer.userId())).key();

    assertThat(keys.find(developer, limited.id()).settings().budget()).isEqualTo(BUDGET);
    assertThatThrownBy(() ->
            keys.mint(
                developer, new NewKey(globex.teamId(), "ci", BUDGET, null, developer.userId())))
        .isInstanceOf(ForbiddenException.class);
    assertThatThrownBy(
            () -> keys.change(developer, limited.id(), before -> before.withBudget(null)))
        .isInstanceOf(ForbiddenException.class);
  }

  @Test
  void onlyWhoBelongsToTheTeamOwnsAKeyInIt() {
    Actor.Person developer = member(Role.DEVELOPER);
    assertThatThrownBy(() -> mint(globex.owner(), otherTeam, developer.userId()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("not in the team");
    assertThatThrownBy(() -> mint(globex.owner(), otherTeam, UUID.randomUUID()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("no such member");
  }

  private MintedKey mint(Actor actor, UUID teamId, @Nullable UUID ownerId) {
    return keys.mint(actor, new NewKey(teamId, "ci", null, null, ownerId));
  }

  /// Somebody who belongs to the place's first team alone.
  private Actor.Person member(Role teamRole) {
    UUID userId = Ids.next();
    database
        .acrossOrganizations()
        .useTransaction(handle -> {
          handle.execute(
              "insert into users (id, email, name) values (?, ?, 'Ada')",
              userId,
              userId + "@example.com");
          handle.execute(
              "insert into members (org_id, user_id, role) values (?, ?, 'member')",
              globex.orgId(),
              userId);
          handle.execute(
              "insert into team_members (org_id, team_id, user_id, role) values (?, ?, ?, ?)",
              globex.orgId(),
              globex.teamId(),
              userId,
              teamRole.slug());
        });
    return new Actor.Person(
        globex.orgId(),
        userId,
        "Ada",
        Rights.of(Role.MEMBER, Map.of(globex.teamId(), teamRole)),
        false,
        Origin.INSIDE);
  }
}
