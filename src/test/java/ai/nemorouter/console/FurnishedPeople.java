package ai.nemorouter.console;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Role;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.NewKey;
import ai.nemorouter.organization.invitation.Invitations;
import ai.nemorouter.organization.member.Members;
import ai.nemorouter.sso.rule.FurnishedSso;
import ai.nemorouter.testsupport.People;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.World;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// People with names as long as can be, on every page that is about them.
@ApplicationScoped
class FurnishedPeople {
  private final People people;
  private final Members members;
  private final Invitations invitations;
  private final Keys keys;
  private final TestDatabase database;
  private final FurnishedSettings settings;
  private final FurnishedSso sso;

  FurnishedPeople(
      People people,
      Members members,
      Invitations invitations,
      Keys keys,
      TestDatabase database,
      FurnishedSettings settings,
      FurnishedSso sso) {
    this.people = people;
    this.members = members;
    this.invitations = invitations;
    this.keys = keys;
    this.database = database;
    this.settings = settings;
    this.sso = sso;
  }

  /// @return the pages within the organization that show them, and those about what they may do
  List<String> make(World.Place place, UUID teamId, UUID ownerId, String longName) {
    Actor.Person developer = people.joinTeam(place.orgId(), teamId, Role.DEVELOPER);
    Actor.Person suspended = people.join(place.orgId(), Role.ADMINISTRATOR);
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle.execute("update users set name = ? where id = ?", longName, developer.userId()));
    keys.mint(place.owner(), new NewKey(teamId, longName, null, null, developer.userId()));
    members.suspend(place.owner(), suspended.userId());
    UUID invitationId =
        invitations
            .invite(
                place.owner(),
                new Invitations.Wanted(
                    "somebody-with-a-name-" + "as-long-as-can-be-".repeat(2) + "@example.com",
                    "auditor",
                    Map.of(teamId, "lead")))
            .invitation()
            .id();
    String member = "members/" + developer.userId();
    String inTeam = "teams/" + teamId + "/members/";
    List<String> pages = new ArrayList<>(settings.make(place, longName));
    pages.addAll(sso.make(place, teamId));
    pages.addAll(
        List.of(
            "members?state=suspended&role=administrator",
            "members?search=no-such-person",
            "members/" + ownerId,
            member,
            member + "/role",
            member + "/role?role=auditor",
            member + "/suspension",
            member + "/removal",
            "members/" + suspended.userId(),
            "leaving",
            "invitations",
            "invitations?show=revoked",
            "invitations/new",
            "invitations/" + invitationId + "/revocation",
            "invitations/" + invitationId + "/sending",
            inTeam + "new",
            inTeam + developer.userId() + "/role",
            inTeam + developer.userId() + "/removal"));
    return pages;
  }
}
