package ai.nemorouter.organization.invitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForbiddenException;
import ai.nemorouter.access.Origin;
import ai.nemorouter.access.Role;
import ai.nemorouter.access.SignedIn;
import ai.nemorouter.organization.member.MemberRemoval;
import ai.nemorouter.organization.member.Members;
import ai.nemorouter.organization.member.OwnedKeys;
import ai.nemorouter.organization.team.TeamMembers;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.testsupport.People;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class InvitationsTest {
  @Inject World world;
  @Inject People people;
  @Inject Invitations invitations;
  @Inject InvitationAcceptance acceptances;
  @Inject Members members;
  @Inject TeamMembers teamMembers;
  @Inject MemberRemoval departures;
  @Inject TestDatabase database;

  private World.Place globex;
  private Actor.Person owner;

  @BeforeEach
  void createOrganization() {
    globex = world.newOrganization();
    owner = people.join(globex.orgId(), Role.OWNER);
  }

  @Test
  void whoeverIsInvitedJoinsWithTheRoleAndTeamsOfTheInvitation() {
    String email = newEmail();
    Invitations.Invited invited =
        invitations.invite(
            owner,
            new Invitations.Wanted(
                email.toUpperCase(java.util.Locale.ROOT),
                "auditor",
                Map.of(globex.teamId(), "lead")));

    SignedIn person = account(email);
    acceptances.join(token(invited), person, Origin.INSIDE);

    Actor.Person joined = people.now(globex.orgId(), person.userId());
    assertThat(joined.rights().everywhere()).isEqualTo(Role.AUDITOR.permissions());
    assertThat(joined.rights().inTeams().get(globex.teamId())).isEqualTo(Role.LEAD.permissions());
    assertThat(people.audited(globex.orgId(), "member.invited")).hasSize(1);
    assertThat(people.audited(globex.orgId(), "member.joined").getFirst().path("role").asText())
        .isEqualTo("auditor");
  }

  @Test
  void aLinkWorksOnceAndOnlyForTheAddressItWasSentTo() {
    String email = newEmail();
    String token = token(invite(email, "member"));
    SignedIn stranger = account(newEmail());
    SignedIn person = account(email);

    assertThatThrownBy(() -> acceptances.join(token, stranger, Origin.INSIDE))
        .hasMessageContaining("another person");
    acceptances.join(token, person, Origin.INSIDE);
    assertThatThrownBy(() -> acceptances.join(token, person, Origin.INSIDE))
        .hasMessageContaining("is no longer valid");
  }

  @Test
  void aLinkDiesWhenTheInvitationIsSentAgainOrRevokedOrExpires() {
    String email = newEmail();
    Invitations.Invited first = invite(email, "member");
    SignedIn person = account(email);

    Invitations.Invited second = invitations.resend(owner, first.invitation().id());
    assertThat(acceptances.look(token(first), Origin.INSIDE)).isEmpty();
    assertThat(acceptances.look(token(second), Origin.INSIDE)).isPresent();
    database
        .of(globex.orgId())
        .useTransaction(handle ->
            handle.execute(
                "update invitations set expires_at = now() where id = ?", first.invitation().id()));
    assertThatThrownBy(() -> acceptances.join(token(second), person, Origin.INSIDE))
        .isInstanceOf(InvalidInputException.class);
    Invitations.Invited third = invitations.resend(owner, first.invitation().id());
    invitations.revoke(owner, first.invitation().id());
    assertThatThrownBy(() -> acceptances.join(token(third), person, Origin.INSIDE))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> invitations.resend(owner, first.invitation().id()))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void nobodyInvitesToMoreThanTheyMayDoThemselves() {
    Actor.Person administrator = people.join(globex.orgId(), Role.ADMINISTRATOR);
    Actor.Person lead = people.joinTeam(globex.orgId(), globex.teamId(), Role.LEAD);

    assertThatThrownBy(() ->
            invitations.invite(
                administrator, new Invitations.Wanted(newEmail(), "owner", Map.of())))
        .isInstanceOf(ForbiddenException.class);
    assertThatThrownBy(
            () -> invitations.invite(lead, new Invitations.Wanted(newEmail(), "member", Map.of())))
        .isInstanceOf(ForbiddenException.class);
    assertThat(people.audited(globex.orgId(), "member.invited")).isEmpty();
  }

  @Test
  void aRoleThatGrewSinceIsNotTakenUp() {
    define("helper", "VIEW_CALLS");
    String email = newEmail();
    String token = token(invite(email, "helper"));
    define("helper", "VIEW_CALLS", "CHANGE_MEMBERS");

    assertThatThrownBy(() -> acceptances.join(token, account(email), Origin.INSIDE))
        .hasMessageContaining("has changed");
  }

  @Test
  void anInvitationEndsWithTheRightsOfWhoeverSentIt() {
    Actor.Person administrator = people.join(globex.orgId(), Role.ADMINISTRATOR);
    String first = newEmail();
    String second = newEmail();
    String ofDemoted =
        token(
            invitations.invite(administrator, new Invitations.Wanted(first, "auditor", Map.of())));
    String ofRemoved =
        token(
            invitations.invite(administrator, new Invitations.Wanted(second, "auditor", Map.of())));

    members.changeRole(owner, administrator.userId(), "billing");
    assertThatThrownBy(() -> acceptances.join(ofDemoted, account(first), Origin.INSIDE))
        .hasMessageContaining("has changed");
    departures.remove(owner, administrator.userId(), new OwnedKeys.Revoke());
    assertThatThrownBy(() -> acceptances.join(ofRemoved, account(second), Origin.INSIDE))
        .hasMessageContaining("has changed");
  }

  @Test
  void oneAddressHasOneOpenInvitationAndMembersHaveNone() {
    String email = newEmail();
    Invitations.Invited first = invite(email, "member");

    assertThatThrownBy(() -> invite(email, "member")).hasMessageContaining("invited already");
    assertThatThrownBy(() -> invite(people.email(owner.userId()), "member"))
        .hasMessageContaining("member already");
    invitations.revoke(owner, first.invitation().id());
    assertThat(invite(email, "member").invitation().isOpen()).isTrue();
  }

  @Test
  void leadsFillTheirOwnTeamOnlyAndGiveNoMoreThanTheyHold() {
    UUID foreign = newTeam();
    Actor.Person lead = people.joinTeam(globex.orgId(), globex.teamId(), Role.LEAD);
    Actor.Person member = people.join(globex.orgId(), Role.MEMBER);
    define("chief", "team", "CHANGE_LIMITS", "CHANGE_KEYS");

    teamMembers.add(lead, globex.teamId(), member.userId().toString(), "developer");
    assertThat(people.now(globex.orgId(), member.userId()).rights().inTeams())
        .containsOnlyKeys(globex.teamId());
    assertThatThrownBy(
            () -> teamMembers.changeRole(lead, globex.teamId(), member.userId(), "chief"))
        .isInstanceOf(ForbiddenException.class);
    assertThatThrownBy(
            () -> teamMembers.add(lead, foreign, member.userId().toString(), "developer"))
        .isInstanceOf(ai.nemorouter.platform.error.NotFoundException.class);
    assertThatThrownBy(
            () -> teamMembers.add(member, globex.teamId(), lead.userId().toString(), "developer"))
        .isInstanceOf(ForbiddenException.class);
    assertThat(people.audited(globex.orgId(), "team_member.added")).hasSize(1);
  }

  @Test
  void leadsDoNotChangeThoseWhoMayDoMoreInTheTeam() {
    define("chief", "team", "CHANGE_KEYS", "CHANGE_OWN_KEYS", "VIEW_AUDIT_LOG", "CHANGE_LIMITS");
    Actor.Person lead = people.joinTeam(globex.orgId(), globex.teamId(), Role.LEAD);
    Actor.Person chief = people.join(globex.orgId(), Role.MEMBER);
    teamMembers.add(owner, globex.teamId(), chief.userId().toString(), "chief");

    assertThatThrownBy(
            () -> teamMembers.remove(lead, globex.teamId(), chief.userId(), new OwnedKeys.Revoke()))
        .isInstanceOf(ForbiddenException.class);
    teamMembers.remove(owner, globex.teamId(), chief.userId(), new OwnedKeys.Revoke());
    assertThat(people.now(globex.orgId(), chief.userId()).rights().inTeams()).isEmpty();
  }

  private Invitations.Invited invite(String email, String role) {
    return invitations.invite(owner, new Invitations.Wanted(email, role, Map.of()));
  }

  private static String token(Invitations.Invited invited) {
    String link = invited.link().orElseThrow();
    return link.substring(link.lastIndexOf('/') + 1);
  }

  private static String newEmail() {
    return "new-" + Ids.next() + "@example.com";
  }

  private SignedIn account(String email) {
    UUID userId = Ids.next();
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle.execute(
                "insert into users (id, email, name) values (?, ?, 'Grace')", userId, email));
    return new SignedIn(Ids.next(), userId, email, "Grace", false);
  }

  private UUID newTeam() {
    UUID id = Ids.next();
    database
        .of(globex.orgId())
        .useTransaction(handle ->
            handle.execute(
                "insert into teams (org_id, id, name) values (?, ?, 'Foreign')",
                globex.orgId(),
                id));
    return id;
  }

  private void define(String slug, String... permissionsOrLevel) {
    boolean team = permissionsOrLevel[0].equals("team");
    database
        .of(globex.orgId())
        .useTransaction(handle ->
            handle.execute(
                """
                insert into roles (org_id, slug, name, level, permissions) values (?, ?, ?, ?, ?)
                on conflict (org_id, slug) do update set permissions = excluded.permissions
                """,
                globex.orgId(),
                slug,
                slug,
                team ? "team" : "organization",
                permissionsOrLevel));
  }
}
