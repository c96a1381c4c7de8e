package ai.nemorouter.organization.invitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.access.Role;
import ai.nemorouter.organization.OrganizationRows;
import ai.nemorouter.organization.Organizations;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.hibernate.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What Hibernate reaches of organizations and invitations: the organization that the transaction
/// names, and its invitations.
@QuarkusTest
class OrganizationIsolationTest {
  private static final int THREADS = 100;
  private static final ListQuery ALL = new ListQuery("", "", "", 1);

  @Inject World world;
  @Inject Database database;
  @Inject Session session;
  @Inject Organizations organizations;
  @Inject OrganizationRows organizationRows;
  @Inject Invitations invitations;
  @Inject InvitationRows invitationRows;
  @Inject InvitationQueries invitationQueries;

  private World.Place own;
  private World.Place foreign;
  private UUID theirs;

  @BeforeEach
  void makeTwoOrganizationsThatInvite() {
    own = world.newOrganization();
    foreign = world.newOrganization();
    invite(own);
    theirs = invite(foreign);
  }

  private UUID invite(World.Place place) {
    Invitations.Wanted wanted =
        new Invitations.Wanted(
            Ids.next() + "@example.com", "member", Map.of(place.teamId(), "developer"));
    return invitations.invite(place.owner(), wanted).invitation().id();
  }

  @Test
  void workOutsideATransactionReachesNothing() {
    assertThatThrownBy(() -> organizations.getOrThrow(own.orgId()))
        .hasMessageContaining("transaction");
    assertThatThrownBy(() -> invitationRows.listAll()).hasMessageContaining("transaction");
  }

  @Test
  void aRowOfAnotherOrganizationIsNotThereHoweverItIsAskedFor() {
    inOwn(() -> {
      assertThat(organizationRows.count()).isEqualTo(1);
      assertThat(organizationRows.findById(foreign.orgId())).isNull();
      assertThat(organizationRows.locked(foreign.orgId())).isEmpty();
      assertThat(organizationRows.byId(List.of(foreign.orgId()))).isEmpty();
      assertThat(
              natively("select name from organizations where id = '%s'".formatted(foreign.orgId())))
          .isEmpty();
      assertThat(invitationRows.findById(theirs)).isNull();
      assertThat(invitationRows.count("id", theirs)).isZero();
      assertThat(invitationQueries.teams(foreign.orgId(), List.of(theirs))).isEmpty();
      assertThat(natively("select email from invitations where id = '%s'".formatted(theirs)))
          .isEmpty();
      return true;
    });
    assertThat(invitations.list(own.owner(), ALL).found()).isEqualTo(1);
    assertThatThrownBy(() -> invitations.find(own.owner(), theirs))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> invitations.revoke(own.owner(), theirs))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void aRowOfAnotherOrganizationIsNeitherChangedNorRemoved() {
    inOwn(() -> {
      assertThat(organizationRows.update("name = 'x' where id = ?1", foreign.orgId())).isZero();
      assertThat(invitationRows.update("mailed = true where id = ?1", theirs)).isZero();
      assertThat(invitationRows.delete("id", theirs)).isZero();
      assertThat(change("update organizations set name = 'Own'")).isEqualTo(1);
      assertThat(change("update invitations set mailed = true where id = '%s'".formatted(theirs)))
          .isZero();
      assertThat(
              change("delete from invitation_teams where invitation_id = '%s'".formatted(theirs)))
          .isZero();
      return true;
    });

    assertThat(invitations.find(foreign.owner(), theirs).teams()).hasSize(1);
    assertThat(database.inInstallation(() -> organizations.getOrThrow(foreign.orgId()).name()))
        .isEqualTo("Globex");
  }

  @Test
  void aRowCannotBeMadeForAnotherOrganization() {
    assertThatThrownBy(() ->
            inOwn(() -> {
              session.persist(
                  new InvitationTeamEntity(foreign.orgId(), theirs, own.teamId(), Role.DEVELOPER));
              session.flush();
              return true;
            }))
        .hasStackTraceContaining("row-level security");
    assertThatThrownBy(() -> inOwn(() -> organizations.create("Initech", "initech", false)))
        .as("the console makes no organizations")
        .hasStackTraceContaining("permission denied");
  }

  @Test
  void manyThreadsOfTwoOrganizationsSeeTheirOwn() throws Exception {
    List<Callable<Boolean>> looks = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      World.Place place = i % 2 == 0 ? own : foreign;
      looks.add(() ->
          database.inOrganization(
              place.orgId(),
              () ->
                  organizationRows.listAll().getFirst().shown().id().equals(place.orgId())
                      && organizationRows.count() == 1
                      && invitationRows.count() == 1));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Boolean> look : threads.invokeAll(looks)) {
        assertThat(look.get()).isTrue();
      }
    }
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
