package ai.nemorouter.organization.invitation;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Origin;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Rights;
import ai.nemorouter.access.Role;
import ai.nemorouter.access.SignedIn;
import ai.nemorouter.account.Users;
import ai.nemorouter.account.session.Sessions;
import ai.nemorouter.account.throttle.Throttle;
import ai.nemorouter.account.throttle.ThrottleRule;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.organization.member.MemberRows;
import ai.nemorouter.organization.member.Members;
import ai.nemorouter.organization.role.Roles;
import ai.nemorouter.organization.team.TeamMembers;
import ai.nemorouter.organization.team.Teams;
import ai.nemorouter.platform.Constraints;
import ai.nemorouter.platform.Name;
import ai.nemorouter.platform.Names;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Takes up invitations: a person who has the link, and who is, or becomes, the person with its
/// e-mail address. Looking at it changes nothing, and shows the same whether or not there is an
/// account with that address.
@ApplicationScoped
public class InvitationAcceptance {
  private final Database database;
  private final InvitationRows rows;
  private final InvitationQueries queries;
  private final InvitationChecks checks;
  private final Inviters inviters;
  private final Teams teams;
  private final Users users;
  private final Sessions sessions;
  private final Members members;
  private final MemberRows memberRows;
  private final TeamMembers teamMembers;
  private final Roles roles;
  private final Throttle throttle;
  private final Constraints constraints;
  private final AuditLog auditLog;

  InvitationAcceptance(
      Database database,
      InvitationRows rows,
      InvitationQueries queries,
      InvitationChecks checks,
      Inviters inviters,
      Teams teams,
      Users users,
      Sessions sessions,
      Members members,
      MemberRows memberRows,
      TeamMembers teamMembers,
      Roles roles,
      Throttle throttle,
      Constraints constraints,
      AuditLog auditLog) {
    this.database = database;
    this.rows = rows;
    this.queries = queries;
    this.checks = checks;
    this.inviters = inviters;
    this.teams = teams;
    this.users = users;
    this.sessions = sessions;
    this.members = members;
    this.memberRows = memberRows;
    this.teamMembers = teamMembers;
    this.roles = roles;
    this.throttle = throttle;
    this.constraints = constraints;
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
  public record Wanted(
      @Name(max = 120, message = "Enter your name in at most {max} characters.") String name,
      String password,
      boolean takeover) {
    public Wanted {
      name = Names.trimmed(name);
    }
  }

  /// What the link leads to; empty where it leads nowhere. Such tries are counted by address.
  ///
  /// @throws ai.nemorouter.account.throttle.ThrottledException after too many of them
  public Optional<Offer> look(String token, Origin origin) {
    throttle.lookOrThrow(ThrottleRule.links(origin.address()));
    Optional<Offer> offer = database.inInstallation(() -> found(token).map(this::offer));
    if (offer.isEmpty()) {
      throttle.takeOrThrow(ThrottleRule.links(origin.address()));
    }
    return offer;
  }

  /// Makes the person who is signed in a member.
  public Joined join(String token, SignedIn person, Origin origin) {
    look(token, origin);
    return database.inInstallation(() -> {
      Opened opened = openOrThrow(token);
      if (!opened.offer().isFor(person)) {
        throw new InvalidInputException(
            "email",
            "This invitation is for another person. Sign out, and sign in with the address it was sent to.");
      }
      verifyByMail(opened, person.userId());
      return enter(opened, new Newcomer(person.userId(), person.name(), origin));
    });
  }

  /// Creates an account with the invitation's e-mail address, and makes its owner a member.
  public Registration register(String token, Wanted wanted, Origin origin) {
    Offer seen = look(token, origin).orElseThrow(InvitationAcceptance::nowhere);
    String name = constraints.requireMet(wanted).name();
    users.checkPasswordOrThrow(wanted.password(), seen.invitation().email(), name);
    return database.inInstallation(() -> {
      Opened opened = openOrThrow(token);
      String email = opened.offer().invitation().email();
      checks.requireRegistrable(opened.orgId(), email);
      return existing(opened, email, wanted.takeover())
          .orElseGet(() -> {
            UUID userId = users.ensure(email, name, wanted.password(), false);
            requireFresh(userId);
            verifyByMail(opened, userId);
            return new Registration.Created(enter(opened, new Newcomer(userId, name, origin)));
          });
    });
  }

  /// Begins a session of somebody who has just registered.
  ///
  /// @param before the token that the browser brought, if any: that session ends
  public Sessions.Started signIn(Joined joined, Origin origin, Optional<String> before) {
    return database.inInstallation(
        () -> sessions.start(joined.userId(), Sessions.Method.PASSWORD, origin, before));
  }

  /// The account that is in the way; it is out of the way afterwards if it gives way and is told
  /// to.
  private Optional<Registration> existing(Opened opened, String email, boolean takeover) {
    Optional<Users.Holder> holder = users.holder(email);
    if (holder.isEmpty()) {
      return Optional.empty();
    }
    boolean givesWay =
        opened.found().mailed() && !holder.get().verified() && !holder.get().suspended();
    if (!givesWay || !takeover) {
      return Optional.of(new Registration.Existing(email, givesWay));
    }
    users.giveUpAddress(holder.get().id(), "its owner opened an invitation that was mailed to it");
    return Optional.empty();
  }

  /// A person with a link that went to the address alone has shown that it is theirs.
  private void verifyByMail(Opened opened, UUID userId) {
    if (opened.found().mailed()) {
      users.verify(userId);
    }
  }

  private record Newcomer(UUID userId, String name, Origin origin) {}

  private Joined enter(Opened opened, Newcomer newcomer) {
    UUID orgId = opened.orgId();
    Invitation invitation = opened.offer().invitation();
    Rights inviter =
        inviters
            .rights(orgId, opened.entity().inviter())
            .orElseThrow(InvitationAcceptance::outdated);
    Role role = roleOrThrow(opened, inviter);
    if (memberRows.find(orgId, newcomer.userId()).isPresent()) {
      throw new InvalidInputException("email", "You are a member of this organization already.");
    }
    members.ensure(orgId, newcomer.userId(), role);
    Map<UUID, InvitationTeamEntity> given =
        queries.teamRows(orgId, invitation.id()).stream()
            .collect(Collectors.toMap(InvitationTeamEntity::teamId, Function.identity()));
    for (Invitation.TeamRole team : invitation.teams()) {
      joinTeam(orgId, Objects.requireNonNull(given.get(team.teamId())), newcomer.userId(), inviter);
    }
    opened.entity().accept(newcomer.userId(), database.now());
    record(orgId, invitation, newcomer);
    return new Joined(
        newcomer.userId(),
        invitation.email(),
        opened.offer().slug(),
        opened.offer().organization());
  }

  private void joinTeam(UUID orgId, InvitationTeamEntity team, UUID userId, Rights inviter) {
    teams.requireOpen(orgId, team.teamId());
    Role role =
        roles
            .find(orgId, Role.Level.TEAM, team.role())
            .filter(now -> team.permissions().containsAll(now.permissions()))
            .filter(now -> inviter.include(now, team.teamId()))
            .orElseThrow(InvitationAcceptance::outdated);
    teamMembers.ensure(orgId, team.teamId(), userId, role);
  }

  /// The role as it is now, if that is no more than was given, and no more than its giver may still
  /// do.
  private Role roleOrThrow(Opened opened, Rights inviter) {
    Set<Permission> given = opened.entity().permissions();
    return roles
        .find(opened.orgId(), Role.Level.ORGANIZATION, opened.offer().invitation().role())
        .filter(now -> given.containsAll(now.permissions()))
        .filter(inviter::include)
        .orElseThrow(InvitationAcceptance::outdated);
  }

  /// An invitation with its row, which no other transaction can take up or revoke until this one
  /// ends.
  private record Opened(InvitationQueries.Found found, InvitationEntity entity, Offer offer) {
    UUID orgId() {
      return found.orgId();
    }
  }

  private Opened openOrThrow(String token) {
    InvitationQueries.Found before = found(token).orElseThrow(InvitationAcceptance::nowhere);
    memberRows.lockForCreation(before.orgId());
    InvitationEntity entity = rows.lockOrThrow(before.orgId(), before.id());
    InvitationQueries.Found found = found(token).orElseThrow(InvitationAcceptance::nowhere);
    return Optional.of(new Opened(found, entity, offer(found)))
        .filter(opened -> opened.offer().invitation().isOpen())
        .orElseThrow(InvitationAcceptance::nowhere);
  }

  private Optional<InvitationQueries.Found> found(String token) {
    return queries.find(InvitationToken.of(token).hash());
  }

  private Offer offer(InvitationQueries.Found found) {
    return new Offer(
        found.slug(), found.organization(), rows.getOrThrow(found.orgId(), found.id()));
  }

  /// No person gets into an account that another one made at the same moment.
  private void requireFresh(UUID userId) {
    boolean fresh =
        queries
            .session()
            .createNativeQuery("select created_at = now() from users where id = :id", Boolean.class)
            .setParameter("id", userId)
            .getSingleResult();
    if (!fresh) {
      throw new InvalidInputException(
          "email", "There is an account with this e-mail address. Sign in with it.");
    }
  }

  private void record(UUID orgId, Invitation invitation, Newcomer newcomer) {
    Actor.Person actor =
        new Actor.Person(
            orgId, newcomer.userId(), newcomer.name(), Rights.NONE, false, newcomer.origin());
    ObjectNode details =
        Json.object()
            .put("email", invitation.email())
            .put("role", invitation.role())
            .put("invitation", invitation.id().toString())
            .put("invited_by", invitation.inviter());
    ArrayNode teamNames = details.putArray("teams");
    invitation.teams().forEach(team -> teamNames.add(team.display()));
    auditLog.record(actor, "member.joined", "member " + newcomer.userId(), details);
  }

  private static InvalidInputException nowhere() {
    return new InvalidInputException(
        "invitation",
        "This link is no longer valid. Ask the person who invited you for a new one.");
  }

  private static InvalidInputException outdated() {
    return new InvalidInputException(
        "invitation",
        "What this invitation gives has changed since it was sent. Ask for a new one.");
  }
}
