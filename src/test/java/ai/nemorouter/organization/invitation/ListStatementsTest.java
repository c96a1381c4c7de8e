package ai.nemorouter.organization.invitation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Operator;
import ai.nemorouter.access.Origin;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Role;
import ai.nemorouter.organization.OperatorOrganizations;
import ai.nemorouter.organization.Organizations;
import ai.nemorouter.organization.member.Members;
import ai.nemorouter.organization.role.HeldRole;
import ai.nemorouter.organization.role.Roles;
import ai.nemorouter.organization.team.TeamMembers;
import ai.nemorouter.organization.team.Teams;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.testsupport.People;
import ai.nemorouter.testsupport.Statements;
import ai.nemorouter.testsupport.World;
import io.quarkus.hibernate.orm.PersistenceUnitExtension;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.hibernate.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A list page takes as many statements for many rows as for few.
@QuarkusTest
class ListStatementsTest {
  private static final int FEW = 5;
  private static final int MANY = 50;
  private static final ListQuery ALL = new ListQuery("", "", "", 1);
  private static final Set<Permission> READS = Set.of(Permission.VIEW_TEAMS);

  @Inject World world;
  @Inject People people;
  @Inject Database database;
  @Inject @PersistenceUnitExtension Statements statements;
  @Inject Teams teams;
  @Inject Members members;
  @Inject TeamMembers teamMembers;
  @Inject Roles roles;
  @Inject Organizations organizations;
  @Inject OperatorOrganizations operatorOrganizations;
  @Inject Invitations invitations;
  @Inject InvitationRows invitationRows;
  @Inject Session session;

  private World.Place globex;
  private Actor.Person owner;

  @BeforeEach
  void createOrganization() {
    globex = world.newOrganization();
    owner = people.join(globex.orgId(), Role.OWNER);
  }

  @Test
  void ofTeams() {
    for (Teams.Sort sort : Teams.Sort.values()) {
      ListQuery query = new ListQuery("", "", sort.name().toLowerCase(Locale.ROOT), 1);
      addTeams(sort + " few ", FEW);
      long few = statements.of(() -> teams.list(owner, query).found(), FEW);
      addTeams(sort + " many ", MANY);
      long many = statements.of(() -> teams.list(owner, query).found(), FEW);

      assertThat(many).as("%s", sort).isEqualTo(few).isPositive();
    }
  }

  @Test
  void ofMembers() {
    addMembers(FEW);
    long few = statements.of(() -> members.list(owner, ALL).found(), FEW);
    addMembers(MANY - FEW);
    long many = statements.of(() -> members.list(owner, ALL).found(), FEW);

    assertThat(many).isEqualTo(few).isPositive();
  }

  @Test
  void ofThePeopleOfATeam() {
    addMembers(FEW);
    long few = statements.of(() -> teamMembers.list(owner, globex.teamId(), ALL).found(), FEW);
    addMembers(MANY - FEW);
    long many = statements.of(() -> teamMembers.list(owner, globex.teamId(), ALL).found(), FEW);

    assertThat(many).isEqualTo(few).isPositive();
  }

  @Test
  void ofRolesAndWhoHoldsThem() {
    addRoles(FEW);
    long few =
        statements.of(() -> roles.list(owner).stream().filter(HeldRole::isHeld).count(), FEW);
    addRoles(MANY - FEW);
    long many =
        statements.of(() -> roles.list(owner).stream().filter(HeldRole::isHeld).count(), FEW);

    assertThat(many).isEqualTo(few).isPositive();
    assertThat(roles.list(owner)).filteredOn(held -> !held.role().builtIn()).hasSize(MANY);
  }

  /// What a request costs a person who has a role of the organization's own in each of its teams.
  @Test
  void ofTheRightsOfAPersonInManyTeams() {
    UUID userId = people.join(globex.orgId(), Role.MEMBER).userId();
    Role own = roles.define(owner, Role.Level.TEAM, "Own", READS);
    addTeamsOf(userId, own, FEW);
    long few = statements.of(() -> teamsOf(userId), FEW);
    addTeamsOf(userId, own, MANY - FEW);
    long many = statements.of(() -> teamsOf(userId), FEW);

    assertThat(many).isEqualTo(few).isPositive();
    assertThat(teamsOf(userId)).isEqualTo(MANY);
  }

  @Test
  void ofTheOrganizationsOfTheInstallation() {
    Operator operator = new Operator(Ids.next(), "Olga", Origin.INSIDE);
    for (OperatorOrganizations.Sort sort : OperatorOrganizations.Sort.values()) {
      String name = "Initech " + Ids.next();
      ListQuery query = new ListQuery(name, "", sort.name().toLowerCase(Locale.ROOT), 1);
      addOrganizations(name, FEW);
      long few = statements.of(() -> operatorOrganizations.list(operator, query).found(), FEW);
      addOrganizations(name, MANY - FEW);
      long many = statements.of(() -> operatorOrganizations.list(operator, query).found(), FEW);

      assertThat(many).as("%s", sort).isEqualTo(few).isPositive();
    }
  }

  @Test
  void ofInvitationsWithRolesInTeams() {
    Role role = roles.define(owner, Role.Level.ORGANIZATION, "Clerk", READS);
    for (Invitations.Sort sort : Invitations.Sort.values()) {
      ListQuery query = new ListQuery("", "open", sort.name().toLowerCase(Locale.ROOT), 1);
      addInvitations(role, FEW);
      long few = statements.of(() -> invitations.list(owner, query).found(), FEW);
      addInvitations(role, MANY);
      long many = statements.of(() -> invitations.list(owner, query).found(), FEW);

      assertThat(many).as("%s", sort).isEqualTo(few).isPositive();
    }
    assertThat(invitations.list(owner, ALL).items())
        .allSatisfy(shown -> {
          assertThat(shown.roleName()).isEqualTo("Clerk");
          assertThat(shown.teams()).extracting(Invitation.TeamRole::display).hasSize(1);
        });
  }

  private void addOrganizations(String name, int number) {
    database.inInstallation(() -> {
      for (int i = 0; i < number; i++) {
        organizations.create(name, name, false);
      }
      return true;
    });
  }

  private void addInvitations(Role role, int number) {
    database.inOrganization(
        globex.orgId(),
        () -> {
          for (int i = 0; i < number; i++) {
            UUID id = Ids.next();
            InvitationEntity invitation =
                new InvitationEntity(globex.orgId(), id, id + "@example.com", role);
            invitation.send(
                role,
                InvitationToken.next(),
                Inviter.of(owner),
                database.now(),
                Duration.ofDays(1));
            invitationRows.persist(invitation);
            session.persist(
                new InvitationTeamEntity(globex.orgId(), id, globex.teamId(), Role.DEVELOPER));
          }
          return true;
        });
  }

  private long teamsOf(UUID userId) {
    return people.now(globex.orgId(), userId).rights().reach(Permission.VIEW_TEAMS).teams().size();
  }

  private void addTeamsOf(UUID userId, Role role, int number) {
    database.inOrganization(
        globex.orgId(),
        () -> {
          for (int i = 0; i < number; i++) {
            UUID teamId = teams.create(globex.orgId(), "Team " + Ids.next());
            teamMembers.ensure(globex.orgId(), teamId, userId, role);
          }
          return true;
        });
  }

  /// People who all belong to the one team.
  private void addMembers(int number) {
    for (int i = 0; i < number; i++) {
      people.joinTeam(globex.orgId(), globex.teamId(), Role.DEVELOPER);
    }
  }

  /// Roles that one person holds each, half of them in a team.
  private void addRoles(int number) {
    for (int i = 0; i < number; i++) {
      Role.Level level = i % 2 == 0 ? Role.Level.TEAM : Role.Level.ORGANIZATION;
      Role role = roles.define(owner, level, "Role " + Ids.next(), READS);
      if (level == Role.Level.TEAM) {
        people.joinTeam(globex.orgId(), globex.teamId(), role);
      } else {
        people.join(globex.orgId(), role);
      }
    }
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
}
