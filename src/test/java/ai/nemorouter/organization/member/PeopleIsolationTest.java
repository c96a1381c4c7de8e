package ai.nemorouter.organization.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Role;
import ai.nemorouter.organization.role.RoleEntity;
import ai.nemorouter.organization.role.RoleRows;
import ai.nemorouter.organization.role.Roles;
import ai.nemorouter.organization.team.TeamMemberRows;
import ai.nemorouter.organization.team.TeamMembers;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.testsupport.People;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.hibernate.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What Hibernate reaches of members, roles and the people of teams: those of the organization that
/// the transaction names, also of a person who is in two.
@QuarkusTest
class PeopleIsolationTest {
  private static final int THREADS = 100;
  private static final ListQuery ALL = new ListQuery("", "", "", 1);

  @Inject World world;
  @Inject People people;
  @Inject Database database;
  @Inject Session session;
  @Inject Members members;
  @Inject Roles roles;
  @Inject TeamMembers teamMembers;
  @Inject ManagedMembers managed;
  @Inject MemberRows memberRows;
  @Inject RoleRows roleRows;
  @Inject TeamMemberRows teamMemberRows;

  private World.Place own;
  private World.Place foreign;

  /// Owns one organization and has a role of the other's own in it and in its team.
  private Actor.Person owner;

  private UUID stranger;

  @BeforeEach
  void makeTwoOrganizations() {
    own = world.newOrganization();
    foreign = world.newOrganization();
    owner = people.join(own.orgId(), Role.OWNER);
    stranger = people.join(foreign.orgId(), Role.OWNER).userId();
    Set<Permission> reads = Set.of(Permission.VIEW_MEMBERS);
    Role clerk = roles.define(foreign.owner(), Role.Level.ORGANIZATION, "Clerk", reads);
    database.inOrganization(
        foreign.orgId(),
        () -> {
          members.ensure(foreign.orgId(), owner.userId(), clerk);
          teamMembers.ensure(foreign.orgId(), foreign.teamId(), owner.userId(), Role.DEVELOPER);
          return true;
        });
  }

  @Test
  void workOutsideATransactionReachesNothing() {
    assertThatThrownBy(() -> memberRows.find(own.orgId(), owner.userId()))
        .hasMessageContaining("transaction");
    assertThatThrownBy(() -> roles.choices(own.orgId(), Role.Level.ORGANIZATION))
        .hasMessageContaining("transaction");
    assertThatThrownBy(() -> teamMemberRows.listAll()).hasMessageContaining("transaction");
  }

  @Test
  void aRowOfAnotherOrganizationIsNotThereHoweverItIsAskedFor() {
    inOwn(() -> {
      assertThat(memberRows.findById(new MemberEntity.Key(foreign.orgId(), stranger))).isNull();
      assertThat(memberRows.find(foreign.orgId(), stranger)).isEmpty();
      assertThat(memberRows.count("userId", stranger)).isZero();
      assertThat(roleRows.findById(new RoleEntity.Key(foreign.orgId(), "clerk"))).isNull();
      assertThat(roles.find(foreign.orgId(), Role.Level.ORGANIZATION, "clerk")).isEmpty();
      assertThat(roleRows.count("slug", "clerk")).isZero();
      assertThat(teamMemberRows.count("teamId", foreign.teamId())).isZero();
      assertThat(session.createSelectionQuery("from PersonEntity", PersonEntity.class).list())
          .as("of the people of the installation, its own")
          .hasSize(1);
      assertThat(natively("select role from members where user_id = '%s'".formatted(stranger)))
          .isEmpty();
      return true;
    });
    assertThat(members.list(owner, ALL).items())
        .extracting(Member::userId)
        .containsExactly(owner.userId());
    assertThatThrownBy(() -> members.find(owner, stranger)).isInstanceOf(NotFoundException.class);
    assertThat(roles.list(owner)).extracting(held -> held.role().slug()).doesNotContain("clerk");
  }

  @Test
  void aRowOfAnotherOrganizationIsNeitherChangedNorRemoved() {
    inOwn(() -> {
      assertThat(memberRows.update("role = 'member' where userId = ?1", stranger)).isZero();
      assertThat(memberRows.delete("userId", stranger)).isZero();
      assertThat(roleRows.update("name = 'x' where slug = 'clerk'")).isZero();
      assertThat(roleRows.delete("slug", "clerk")).isZero();
      assertThat(teamMemberRows.delete("teamId", foreign.teamId())).isZero();
      assertThat(change("update members set role = 'member' where role = 'owner'")).isEqualTo(1);
      assertThat(change("delete from team_members")).isZero();
      assertThat(change("delete from roles")).isZero();
      return true;
    });

    assertThat(members.list(foreign.owner(), ALL).items())
        .extracting(Member::role)
        .containsExactlyInAnyOrder("owner", "clerk");
    assertThat(roles.find(foreign.owner(), "clerk").people()).isEqualTo(1);
    assertThat(teamMembers.list(foreign.owner(), foreign.teamId(), ALL).found()).isEqualTo(1);
  }

  @Test
  void aRowCannotBeMadeForAnotherOrganization() {
    assertThatThrownBy(
            () -> inOwn(() -> joined(() -> members.ensure(foreign.orgId(), own(), Role.OWNER))))
        .hasStackTraceContaining("row-level security");
    assertThatThrownBy(() ->
            inOwn(() ->
                joined(
                    () -> roleRows.persistAndFlush(new RoleEntity(foreign.orgId(), Role.MEMBER)))))
        .hasStackTraceContaining("row-level security");
    assertThatThrownBy(() ->
            inOwn(() ->
                joined(() ->
                    teamMembers.ensure(foreign.orgId(), foreign.teamId(), own(), Role.DEVELOPER))))
        .hasStackTraceContaining("row-level security");
  }

  @Test
  void aPersonInTwoOrganizationsHasTheirPlaceInEach() {
    List<String> seen =
        database.inInstallation(() -> {
          Member here = memberRows.getOrThrow(own.orgId(), owner.userId());
          Member there = memberRows.getOrThrow(foreign.orgId(), owner.userId());
          assertThat(memberRows.list("userId", owner.userId())).hasSize(2);
          assertThat(managed.of(owner.userId())).containsOnlyKeys(own.orgId(), foreign.orgId());
          assertThat(
                  managed.changeRole(new Actor.Setup(foreign.orgId()), owner.userId(), "billing"))
              .isTrue();
          assertThat(managed.changeRole(new Actor.Setup(own.orgId()), owner.userId(), "billing"))
              .as("the last owner")
              .isFalse();
          return List.of(here.role(), there.role());
        });

    assertThat(seen).containsExactly("owner", "clerk");
    assertThat(members.find(owner, owner.userId()).role()).isEqualTo("owner");
    assertThat(members.find(foreign.owner(), owner.userId()).role()).isEqualTo("billing");
  }

  @Test
  void aUseCaseJoinsATransactionOfItsOrganizationAndNoOther() {
    assertThatThrownBy(
            () -> database.inOrganization(foreign.orgId(), () -> members.list(owner, ALL).found()))
        .hasMessageContaining("another organization");
    assertThat(database.inInstallation(() -> members.list(owner, ALL).found())).isEqualTo(1);
  }

  @Test
  void whatHibernateAndSqlDoInATransactionIsOneThing() {
    UUID colleague = people.join(own.orgId(), Role.MEMBER).userId();
    assertThatThrownBy(() ->
            inOwn(() -> {
              members.changeRole(owner, colleague, "auditor");
              assertThat(natively("select role from members where role = 'auditor'")).hasSize(1);
              change("update members set role = 'billing' where role = 'auditor'");
              assertThat(members.find(owner, colleague).role()).isEqualTo("billing");
              members.changeRole(owner, owner.userId(), "auditor");
              return true;
            }))
        .isInstanceOf(InvalidInputException.class);

    assertThat(members.find(owner, colleague).role()).isEqualTo("member");
    assertThat(people.audited(own.orgId(), "member.role_changed")).isEmpty();
  }

  @Test
  void manyThreadsOfTwoOrganizationsSeeTheirOwn() throws Exception {
    List<Callable<Boolean>> looks = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      boolean ours = i % 2 == 0;
      World.Place place = ours ? own : foreign;
      looks.add(() ->
          database.inOrganization(
              place.orgId(),
              () ->
                  memberRows.count() == (ours ? 1 : 2)
                      && roleRows.count() == (ours ? 0 : 1)
                      && teamMemberRows.count() == (ours ? 0 : 1)));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Boolean> look : threads.invokeAll(looks)) {
        assertThat(look.get()).isTrue();
      }
    }
  }

  private UUID own() {
    return owner.userId();
  }

  private static boolean joined(Runnable work) {
    work.run();
    return true;
  }

  private <T> T inOwn(Supplier<T> work) {
    return database.inOrganization(own.orgId(), work);
  }

  private List<String> natively(String sql) {
    return session.createNativeQuery(sql, String.class).getResultList();
  }

  private int change(String sql) {
    return session.createNativeMutationQuery(sql).executeUpdate();
  }
}
