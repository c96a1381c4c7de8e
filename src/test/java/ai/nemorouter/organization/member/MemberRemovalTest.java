package ai.nemorouter.organization.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForbiddenException;
import ai.nemorouter.access.Role;
import ai.nemorouter.key.Key;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.NewKey;
import ai.nemorouter.key.overview.MemberOverviews;
import ai.nemorouter.limit.CountFrom;
import ai.nemorouter.limit.LimitTerms;
import ai.nemorouter.limit.Limits;
import ai.nemorouter.limit.Period;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.limit.Unit;
import ai.nemorouter.money.Money;
import ai.nemorouter.organization.team.Teams;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.testsupport.People;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class MemberRemovalTest {
  private static final OwnedKeys REVOKE = new OwnedKeys.Revoke();

  @Inject World world;
  @Inject People people;
  @Inject MemberRemoval departures;
  @Inject Members members;
  @Inject Teams teams;
  @Inject Keys keys;
  @Inject MemberOverviews overviews;
  @Inject Limits limits;
  @Inject TestDatabase database;

  private World.Place globex;
  private Actor.Person owner;

  @BeforeEach
  void createOrganization() {
    globex = world.newOrganization();
    owner = people.join(globex.orgId(), Role.OWNER);
  }

  @Test
  void keysOfSomebodyRemovedAreRevokedWhereThatWasChosen() {
    Actor.Person leaving = developer();
    UUID keyId = mint(leaving);

    departures.remove(owner, leaving.userId(), REVOKE);

    assertThat(key(keyId).revokedAt()).isNotNull();
    assertThat(key(keyId).ownerId()).isNull();
    assertThat(
            people
                .audited(globex.orgId(), "member.removed")
                .getFirst()
                .at("/keys/outcome")
                .asText())
        .isEqualTo("revoked");
    assertThat(people.audited(globex.orgId(), "key.revoked")).hasSize(1);
  }

  @Test
  void whatCallsCostStaysWithThePersonWhoOwnedTheKeyThen() {
    Actor.Person before = developer();
    Actor.Person heir = developer();
    UUID keyId = mint(before);
    spend(keyId, before, 700);
    departures.remove(owner, before.userId(), new OwnedKeys.HandOver(heir.userId()));
    spend(keyId, heir, 40);

    assertThat(overviews.find(owner, heir.userId()).spend()).isEqualTo(Money.ofNanos(40));

    database
        .acrossOrganizations()
        .useTransaction(_ -> members.ensure(globex.orgId(), before.userId(), Role.MEMBER));
    assertThat(overviews.find(owner, before.userId()).spend()).isEqualTo(Money.ofNanos(700));
  }

  @Test
  void aKeyWithoutAnOwnerNamesTheOneItHadLast() {
    Actor.Person leaving = developer();
    String address = people.email(leaving.userId());
    UUID revoked = mint(leaving);
    UUID service = mint(leaving);
    keys.revoke(owner, revoked);

    departures.remove(owner, leaving.userId(), new OwnedKeys.MakeOwnerless());

    assertThat(keys.find(owner, revoked).formerOwner()).endsWith(", " + address);
    assertThat(keys.find(owner, service).formerOwner()).endsWith(", " + address);
    UUID never = keys.mint(owner, new NewKey(globex.teamId(), "CI", null, null, null)).key().id();
    assertThat(keys.find(owner, never).formerOwner()).isNull();
  }

  private void spend(UUID keyId, Actor.Person payer, long nanos) {
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle.execute(
                """
                insert into calls (org_id, id, team_id, member_id, key_id, started_at, status, requested_model,
                  streamed, cost, cost_source)
                values (?, ?, ?, ?, ?, now(), 'ok', 'demo/haiku-small', false, ?, 'catalog')
                """,
                globex.orgId(),
                Ids.next(),
                globex.teamId(),
                payer.userId(),
                keyId,
                nanos));
  }

  @Test
  void keysOfSomebodyRemovedGoToAnotherMemberWhereThatWasChosen() {
    Actor.Person leaving = developer();
    Actor.Person heir = developer();
    UUID keyId = mint(leaving);

    departures.remove(owner, leaving.userId(), new OwnedKeys.HandOver(heir.userId()));

    assertThat(key(keyId).revokedAt()).isNull();
    assertThat(key(keyId).ownerId()).isEqualTo(heir.userId());
  }

  @Test
  void keysOfSomebodyRemovedOutliveThemAsServiceKeysWhereThatWasChosen() {
    Actor.Person leaving = developer();
    UUID keyId = mint(leaving);
    members.suspend(owner, leaving.userId());

    departures.remove(owner, leaving.userId(), new OwnedKeys.MakeOwnerless());

    assertThat(key(keyId).ownerId()).isNull();
    assertThat(key(keyId).disabledAt()).isNull();
  }

  @Test
  void keysAreHandedOverOnlyToMembersWhoCanAct() {
    Actor.Person leaving = developer();
    Actor.Person suspended = developer();
    members.suspend(owner, suspended.userId());
    Actor.Person stranger = people.join(world.newOrganization().orgId(), Role.OWNER);
    UUID keyId = mint(leaving);

    Actor.Person outsider = people.join(globex.orgId(), Role.MEMBER);
    for (Actor.Person heir : List.of(leaving, suspended, stranger, outsider)) {
      assertThatThrownBy(() ->
              departures.remove(owner, leaving.userId(), new OwnedKeys.HandOver(heir.userId())))
          .isInstanceOf(InvalidInputException.class);
    }
    assertThat(key(keyId).ownerId()).isEqualTo(leaving.userId());
  }

  @Test
  void whoeverLeavesByThemselvesCannotLetTheirKeysGoOn() {
    Actor.Person leaving = developer();
    UUID keyId = mint(leaving);

    assertThatThrownBy(() -> departures.leave(leaving, new OwnedKeys.MakeOwnerless()))
        .isInstanceOf(ForbiddenException.class);
    departures.leave(leaving, REVOKE);

    assertThat(key(keyId).revokedAt()).isNotNull();
    assertThat(people.audited(globex.orgId(), "member.left")).hasSize(1);
  }

  @Test
  void limitsOfSomebodyRemovedGoWithThem() {
    Actor.Person leaving = developer();
    limits.add(
        owner,
        Scope.member(leaving.userId()),
        LimitTerms.of(Unit.REQUESTS, Period.DAY, 5),
        CountFrom.NOW);

    departures.remove(owner, leaving.userId(), REVOKE);

    Map<?, ?> left =
        database.inOrganization(
            globex.orgId(), () -> limits.of(globex.orgId(), List.of(leaving.userId())));
    assertThat(left).isEmpty();
    assertThat(people.audited(globex.orgId(), "limit.removed")).hasSize(1);
  }

  @Test
  void theLastOwnerWhoCanActStays() {
    Actor.Person second = people.join(globex.orgId(), Role.OWNER);
    members.suspend(owner, second.userId());

    assertThatThrownBy(() -> departures.leave(owner, REVOKE))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("last active owner");
    assertThatThrownBy(() -> members.changeRole(owner, owner.userId(), "auditor"))
        .hasMessageContaining("last active owner");
    assertThatThrownBy(() -> members.suspend(globex.owner(), owner.userId()))
        .hasMessageContaining("last active owner");
    assertThatThrownBy(() -> departures.remove(globex.owner(), owner.userId(), REVOKE))
        .hasMessageContaining("last active owner");
  }

  @Test
  void ofTwoOwnersWhoRemoveEachOtherAtTheSameTimeOneStays() throws Exception {
    for (int round = 0; round < 10; round++) {
      World.Place place = world.newOrganization();
      Actor.Person first = people.join(place.orgId(), Role.OWNER);
      Actor.Person second = people.join(place.orgId(), Role.OWNER);

      race(
          () -> departures.remove(first, second.userId(), REVOKE),
          round % 2 == 0
              ? () -> departures.remove(second, first.userId(), REVOKE)
              : () -> members.changeRole(second, first.userId(), "member"));

      assertThat(activeOwners(place.orgId())).isEqualTo(1);
    }
  }

  @Test
  void nobodyChangesThoseWhoMayDoMore() {
    Actor.Person administrator = people.join(globex.orgId(), Role.ADMINISTRATOR);

    assertThatThrownBy(() -> departures.remove(administrator, owner.userId(), REVOKE))
        .isInstanceOf(ForbiddenException.class);
    assertThatThrownBy(() -> members.suspend(administrator, owner.userId()))
        .isInstanceOf(ForbiddenException.class);
    assertThatThrownBy(() -> members.changeRole(administrator, owner.userId(), "member"))
        .isInstanceOf(ForbiddenException.class);
    assertThatThrownBy(() -> members.changeRole(administrator, administrator.userId(), "owner"))
        .isInstanceOf(ForbiddenException.class);
  }

  @Test
  void keysOfSomebodySuspendedStopAndOnlyThoseWorkAgain() {
    Actor.Person person = developer();
    UUID used = mint(person);
    UUID disabled = mint(person);
    keys.change(owner, disabled, settings -> settings.withDisabled(true));

    members.suspend(owner, person.userId());
    assertThat(key(used).disabledAt()).isNotNull();
    keys.change(owner, used, settings -> settings.withDisabled(false));
    assertThat(key(used).disabledAt()).as("enabled meanwhile").isNotNull();

    members.unsuspend(owner, person.userId());
    assertThat(key(used).disabledAt()).isNull();
    assertThat(key(disabled).disabledAt()).isNotNull();
    assertThat(
            people
                .audited(globex.orgId(), "member.suspended")
                .getFirst()
                .path("keys_stopped")
                .asInt())
        .isEqualTo(1);
  }

  @Test
  void aTeamTakesItsKeysAlongOnlyWhereThatWasChosen() {
    UUID keyId = mint(owner);

    assertThatThrownBy(() -> teams.archive(owner, globex.teamId(), false))
        .isInstanceOf(InvalidInputException.class);
    assertThat(key(keyId).revokedAt()).isNull();
    teams.archive(owner, globex.teamId(), true);

    assertThat(key(keyId).revokedAt()).isNotNull();
    assertThat(
            people.audited(globex.orgId(), "team.archived").getFirst().at("/keys/names/0").asText())
        .isEqualTo("ci");
  }

  private Actor.Person developer() {
    return people.joinTeam(globex.orgId(), globex.teamId(), Role.DEVELOPER);
  }

  private UUID mint(Actor.Person keyOwner) {
    return keys.mint(
            globex.owner(), new NewKey(globex.teamId(), "ci", null, null, keyOwner.userId()))
        .key()
        .id();
  }

  private Key key(UUID keyId) {
    return keys.find(globex.owner(), keyId).key();
  }

  private int activeOwners(UUID orgId) {
    return database
        .of(orgId)
        .read(handle ->
            handle
                .select(
                    "select count(*) from members where org_id = ? and role = 'owner' and suspended_at is null",
                    orgId)
                .mapTo(Integer.class)
                .one());
  }

  /// Both at once; which one loses does not matter.
  private static void race(Runnable first, Runnable second) throws Exception {
    CyclicBarrier start = new CyclicBarrier(2);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> both =
          List.of(threads.submit(attempt(start, first)), threads.submit(attempt(start, second)));
      for (Future<Boolean> one : both) {
        one.get();
      }
    }
  }

  private static Callable<Boolean> attempt(CyclicBarrier start, Runnable work) {
    return () -> {
      start.await();
      try {
        work.run();
        return true;
      } catch (InvalidInputException | ai.nemorouter.platform.error.NotFoundException e) {
        return false;
      }
    };
  }
}
