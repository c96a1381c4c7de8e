package ai.nemorouter.organization;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Origin;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Rights;
import ai.nemorouter.access.Role;
import ai.nemorouter.access.SignedIn;
import ai.nemorouter.account.Allowance;
import ai.nemorouter.account.Throttle;
import ai.nemorouter.account.Users;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.InvalidInputException;
import ai.nemorouter.platform.Json;
import ai.nemorouter.platform.Names;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// Takes up invitations: a person who has the link, and who is, or becomes, the person with its
/// e-mail address. Looking at it changes nothing, and shows the same whether or not there is an
/// account with that address.
@ApplicationScoped
public class Acceptances {
  private static final int NAME_LENGTH_MAX = 120;

  private final Database database;
  private final Teams teams;
  private final Users users;
  private final Members members;
  private final MemberRows memberRows;
  private final MemberRules memberRules;
  private final TeamMembers teamMembers;
  private final Roles roles;
  private final Throttle throttle;
  private final List<InvitationRule> rules;
  private final AuditLog auditLog;

  Acceptances(
      Database database,
      Teams teams,
      Users users,
      Members members,
      MemberRows memberRows,
      MemberRules memberRules,
      TeamMembers teamMembers,
      Roles roles,
      Throttle throttle,
      @All List<InvitationRule> rules,
      AuditLog auditLog) {
    this.database = database;
    this.teams = teams;
    this.users = users;
    this.members = members;
    this.memberRows = memberRows;
    this.memberRules = memberRules;
    this.teamMembers = teamMembers;
    this.roles = roles;
    this.throttle = throttle;
    this.rules = rules;
    this.auditLog = auditLog;
  }

  /// What somebody with a link sees.
  ///
  /// @param slug the organization's, for going there afterwards
  /// @param organization its name
  public record Offer(String slug, String organization, Invitation invitation) {
    boolean isFor(SignedIn person) {
      return invitation.email().equalsIgnoreCase(person.email());
    }
  }

  /// Somebody who became a member.
  ///
  /// @param slug the organization's
  public record Joined(UUID userId, String email, String slug, String organization) {}

  /// What came of asking for an account.
  public sealed interface Registration {
    record Created(Joined joined) implements Registration {}

    /// There is an account with that address: its password is what lets one in.
    ///
    /// @param givesWay whether it makes room for the person all the same, because the link that
    ///   they have was mailed to an address that was never verified
    record Existing(String email, boolean givesWay) implements Registration {}
  }

  /// What a person enters to ask for an account.
  ///
  /// @param takeover whether an account that gives way does so now
  public record Wanted(String name, String password, boolean takeover) {}

  /// What the link leads to; empty where it leads nowhere. Such tries are counted by address.
  ///
  /// @throws ai.nemorouter.account.ThrottledException after too many of them
  public Optional<Offer> look(String token, Origin origin) {
    throttle.lookOrThrow(Allowance.links(origin.address()));
    Optional<Offer> offer =
        database
            .acrossOrganizations()
            .inTransaction(handle -> offer(handle, InvitationToken.of(token)));
    if (offer.isEmpty()) {
      throttle.takeOrThrow(Allowance.links(origin.address()));
    }
    return offer;
  }

  /// Makes the person who is signed in a member.
  public Joined join(String token, SignedIn person, Origin origin) {
    look(token, origin);
    return database
        .acrossOrganizations()
        .inTransaction(handle -> {
          Offer offer = openOrThrow(handle, token);
          if (!offer.isFor(person)) {
            throw new InvalidInputException(
                "email",
                "This invitation is for somebody else. Sign out, and sign in with the address it was sent to.");
          }
          verifyByMail(handle, token, person.userId());
          return enter(handle, token, offer, new Newcomer(person.userId(), person.name(), origin));
        });
  }

  /// Creates an account with the invitation's e-mail address, and makes its owner a member.
  public Registration register(String token, Wanted wanted, Origin origin) {
    Offer seen = look(token, origin).orElseThrow(Acceptances::nowhere);
    String name = validName(wanted.name());
    users.checkPasswordOrThrow(wanted.password(), seen.invitation().email(), name);
    return database
        .acrossOrganizations()
        .inTransaction(handle -> {
          Offer offer = openOrThrow(handle, token);
          String email = offer.invitation().email();
          InvitationRows.Found found = foundOrThrow(handle, token);
          rules.forEach(rule -> rule.checkRegistration(handle, found.orgId(), email));
          Optional<Registration> existing = existing(handle, found, email, wanted.takeover());
          if (existing.isPresent()) {
            return existing.get();
          }
          UUID userId = users.ensure(handle, email, name, wanted.password(), false);
          requireFresh(handle, userId);
          verifyByMail(handle, token, userId);
          return new Registration.Created(
              enter(handle, token, offer, new Newcomer(userId, name, origin)));
        });
  }

  /// The account that is in the way; it is out of the way afterwards if it gives way and is told
  /// to.
  private Optional<Registration> existing(
      Handle handle, InvitationRows.Found found, String email, boolean takeover) {
    Optional<Users.Holder> holder = users.holder(handle, email);
    if (holder.isEmpty()) {
      return Optional.empty();
    }
    boolean givesWay = found.mailed() && !holder.get().verified() && !holder.get().suspended();
    if (!givesWay || !takeover) {
      return Optional.of(new Registration.Existing(email, givesWay));
    }
    users.giveUpAddress(
        handle, holder.get().id(), "its owner opened an invitation that was mailed to it");
    return Optional.empty();
  }

  /// A person with a link that went to the address alone has shown that it is theirs.
  private void verifyByMail(Handle handle, String token, UUID userId) {
    if (foundOrThrow(handle, token).mailed()) {
      users.verify(handle, userId);
    }
  }

  private record Newcomer(UUID userId, String name, Origin origin) {}

  private Joined enter(Handle handle, String token, Offer offer, Newcomer newcomer) {
    UUID orgId = foundOrThrow(handle, token).orgId();
    Invitation invitation = offer.invitation();
    Rights inviter = inviterOrThrow(handle, orgId, invitation.id());
    Role role = roleOrThrow(handle, orgId, invitation, inviter);
    if (memberRows.find(orgId, newcomer.userId()).isPresent()) {
      throw new InvalidInputException("email", "You are a member of this organization already.");
    }
    members.ensure(orgId, newcomer.userId(), role);
    for (Invitation.TeamRole team : invitation.teams()) {
      joinTeam(handle, orgId, invitation, team, newcomer.userId(), inviter);
    }
    handle
        .createUpdate(
            """
            update invitations set accepted_at = now(), accepted_by = :userId
            where org_id = :orgId and id = :id
            """)
        .bind("userId", newcomer.userId())
        .bind("orgId", orgId)
        .bind("id", invitation.id())
        .execute();
    record(handle, orgId, invitation, newcomer);
    return new Joined(newcomer.userId(), invitation.email(), offer.slug(), offer.organization());
  }

  private void joinTeam(
      Handle handle,
      UUID orgId,
      Invitation invitation,
      Invitation.TeamRole team,
      UUID userId,
      Rights inviter) {
    teams.requireOpen(orgId, team.teamId());
    Role role =
        roles
            .find(orgId, Role.Level.TEAM, team.role())
            .filter(now -> given(handle, orgId, invitation, team).containsAll(now.permissions()))
            .filter(now -> inviter.include(now, team.teamId()))
            .orElseThrow(Acceptances::outdated);
    teamMembers.ensure(orgId, team.teamId(), userId, role);
  }

  /// The role as it is now, if that is no more than was given, and no more than whoever gave it may
  /// still do.
  private Role roleOrThrow(Handle handle, UUID orgId, Invitation invitation, Rights inviter) {
    Set<Permission> given =
        permissions(
            handle
                .createQuery(
                    "select permissions from invitations where org_id = :orgId and id = :id")
                .bind("orgId", orgId)
                .bind("id", invitation.id())
                .mapTo(String[].class)
                .one());
    return roles
        .find(orgId, Role.Level.ORGANIZATION, invitation.role())
        .filter(now -> given.containsAll(now.permissions()))
        .filter(inviter::include)
        .orElseThrow(Acceptances::outdated);
  }

  private static Set<Permission> given(
      Handle handle, UUID orgId, Invitation invitation, Invitation.TeamRole team) {
    return permissions(
        handle
            .createQuery(
                """
                select permissions from invitation_teams
                where org_id = :orgId and invitation_id = :id and team_id = :teamId
                """)
            .bind("orgId", orgId)
            .bind("id", invitation.id())
            .bind("teamId", team.teamId())
            .mapTo(String[].class)
            .one());
  }

  private static Set<Permission> permissions(String... names) {
    return Permission.named(names);
  }

  private Rights inviterOrThrow(Handle handle, UUID orgId, UUID invitationId) {
    return handle
        .createQuery(
            "select inviter_kind, inviter_id from invitations where org_id = :orgId and id = :id")
        .bind("orgId", orgId)
        .bind("id", invitationId)
        .map((row, context) ->
            new Inviter(row.getString("inviter_kind"), row.getObject("inviter_id", UUID.class)))
        .one()
        .rights(memberRules, handle, orgId)
        .orElseThrow(Acceptances::outdated);
  }

  /// The invitation, which nobody else can take up or revoke until the transaction ends.
  private Offer openOrThrow(Handle handle, String token) {
    InvitationRows.Found found = foundOrThrow(handle, token);
    memberRows.takeTurns(found.orgId());
    InvitationRows.lockOrThrow(handle, roles, found.orgId(), found.id());
    return offer(handle, InvitationToken.of(token))
        .filter(offer -> offer.invitation().isOpen())
        .orElseThrow(Acceptances::nowhere);
  }

  private static InvitationRows.Found foundOrThrow(Handle handle, String token) {
    return InvitationRows.find(handle, InvitationToken.of(token)).orElseThrow(Acceptances::nowhere);
  }

  private Optional<Offer> offer(Handle handle, InvitationToken token) {
    return InvitationRows.find(handle, token)
        .map(found -> {
          Invitation invitation =
              InvitationRows.findOrThrow(handle, roles, found.orgId(), found.id());
          return new Offer(found.slug(), found.organization(), invitation);
        });
  }

  /// Nobody gets into an account that somebody else made at the same moment.
  private static void requireFresh(Handle handle, UUID userId) {
    boolean fresh =
        handle
            .createQuery("select created_at = now() from users where id = :id")
            .bind("id", userId)
            .mapTo(Boolean.class)
            .one();
    if (!fresh) {
      throw new InvalidInputException(
          "email", "There is an account with this e-mail address. Sign in with it.");
    }
  }

  private void record(Handle handle, UUID orgId, Invitation invitation, Newcomer newcomer) {
    Actor.Person actor =
        new Actor.Person(
            orgId, newcomer.userId(), newcomer.name(), Rights.NONE, false, newcomer.origin());
    ObjectNode details =
        Json.object()
            .put("email", invitation.email())
            .put("role", invitation.role())
            .put("invitation", invitation.id().toString())
            .put("invited_by", invitation.inviter());
    ArrayNode teams = details.putArray("teams");
    invitation.teams().forEach(team -> teams.add(team.display()));
    auditLog.record(handle, actor, "member.joined", "member " + newcomer.userId(), details);
  }

  private static String validName(String name) {
    return Names.validOrThrow(
        "name",
        name,
        NAME_LENGTH_MAX,
        "Enter your name in at most " + NAME_LENGTH_MAX + " characters.");
  }

  private static InvalidInputException nowhere() {
    return new InvalidInputException(
        "invitation", "This link does not work any more. Ask whoever invited you for a new one.");
  }

  private static InvalidInputException outdated() {
    return new InvalidInputException(
        "invitation",
        "What this invitation gives has changed since it was sent. Ask for a new one.");
  }
}
