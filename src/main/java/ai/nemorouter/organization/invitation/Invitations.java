package ai.nemorouter.organization.invitation;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Role;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.organization.member.MemberRows;
import ai.nemorouter.organization.member.MemberRules;
import ai.nemorouter.organization.team.Teams;
import ai.nemorouter.platform.Constraints;
import ai.nemorouter.platform.EmailAddress;
import ai.nemorouter.platform.Names;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.Session;

/// Invites people, and takes invitations back. An invitation gives no more than its inviter may do.
/// Links are sent after the transaction, so that no mail server holds it up.
@ApplicationScoped
public class Invitations {
  private static final int SENDS_MAX = 10;

  private final Database database;
  private final Session session;
  private final InvitationRows rows;
  private final InvitationQueries queries;
  private final InvitationChecks checks;
  private final InvitationConfig config;
  private final InvitationEmails letters;
  private final Teams teams;
  private final MemberRows members;
  private final MemberRules memberRules;
  private final Constraints constraints;
  private final AuditLog auditLog;

  Invitations(
      Database database,
      Session session,
      InvitationRows rows,
      InvitationQueries queries,
      InvitationChecks checks,
      InvitationConfig config,
      InvitationEmails letters,
      Teams teams,
      MemberRows members,
      MemberRules memberRules,
      Constraints constraints,
      AuditLog auditLog) {
    this.database = database;
    this.session = session;
    this.rows = rows;
    this.queries = queries;
    this.checks = checks;
    this.config = config;
    this.letters = letters;
    this.teams = teams;
    this.members = members;
    this.memberRules = memberRules;
    this.constraints = constraints;
    this.auditLog = auditLog;
  }

  /// The orders in which invitations are listed.
  public enum Sort {
    NEWEST,
    EMAIL,
    EXPIRY
  }

  /// The words by which a list shows invitations in one state only.
  static String[] states() {
    return Stream.of(Invitation.State.values())
        .map(state -> state.name().toLowerCase(Locale.ROOT))
        .toArray(String[]::new);
  }

  /// What a person is invited to.
  ///
  /// @param role a role's slug
  /// @param teams the slug of a role for each team that they will belong to
  public record Wanted(@EmailAddress String email, String role, Map<UUID, String> teams) {
    public Wanted {
      email = Names.trimmed(email);
      teams = Map.copyOf(teams);
    }
  }

  /// An invitation with its link, which cannot be told again.
  ///
  /// @param link for the inviter to pass on; empty where it went by e-mail
  /// @param notSent why no e-mail was sent; empty where one was
  public record Invited(Invitation invitation, Optional<String> link, String notSent) {
    public boolean isMailed() {
      return notSent.isEmpty();
    }
  }

  /// @param query searches e-mail addresses; shows those in one of the `states`, or all; by a
  ///   `Sort`
  @ForActor
  public PageOf<Invitation> list(Actor actor, ListQuery query) {
    actor.authorizeOrThrow(Permission.VIEW_MEMBERS);
    return rows.page(actor.orgId(), query);
  }

  @ForActor
  public Invitation find(Actor actor, UUID id) {
    actor.authorizeOrThrow(Permission.VIEW_MEMBERS);
    return rows.getOrThrow(actor.orgId(), id);
  }

  /// For a page that asks before it is changed.
  @ForActor
  public Invitation findForChange(Actor actor, UUID id) {
    actor.authorizeOrThrow(Permission.CHANGE_MEMBERS);
    return rows.getOrThrow(actor.orgId(), id);
  }

  /// Makes a link for a person and sends it to them where e-mail can be sent.
  public Invited invite(Actor actor, Wanted wanted) {
    actor.authorizeOrThrow(Permission.CHANGE_MEMBERS);
    constraints.requireMet(wanted);
    InvitationToken token = InvitationToken.next();
    return sent(
        actor,
        token,
        () -> {
          members.lockForCreation(actor.orgId());
          checks.requireInvitable(actor.orgId(), wanted.email());
          checks.requireAllowance(actor.orgId());
          return insert(actor, wanted, token);
        });
  }

  /// Makes a new link, valid for the whole time again; the one before leads nowhere from now on.
  public Invited resend(Actor actor, UUID id) {
    actor.authorizeOrThrow(Permission.CHANGE_MEMBERS);
    InvitationToken token = InvitationToken.next();
    return sent(
        actor,
        token,
        () -> {
          InvitationEntity locked = rows.lockOrThrow(actor.orgId(), id);
          Invitation before = rows.getOrThrow(actor.orgId(), id);
          requireResendable(before);
          checks.requireAllowance(actor.orgId());
          return renew(actor, locked, before, token);
        });
  }

  private Invited sent(Actor actor, InvitationToken token, Supplier<Invitation> work) {
    return letters.send(actor, database.inOrganization(actor.orgId(), work), token);
  }

  /// Lets the link lead nowhere. Revoking again changes nothing.
  @ForActor
  public void revoke(Actor actor, UUID id) {
    actor.authorizeOrThrow(Permission.CHANGE_MEMBERS);
    InvitationEntity locked = rows.lockOrThrow(actor.orgId(), id);
    Invitation invitation = rows.getOrThrow(actor.orgId(), id);
    if (invitation.state() == Invitation.State.ACCEPTED) {
      throw new InvalidInputException(
          "invitation", "This invitation was taken up. To let the person go, remove the member.");
    }
    if (invitation.state() != Invitation.State.REVOKED) {
      locked.revoke(database.now());
      auditLog.record(
          actor,
          "invitation.revoked",
          "invitation " + id,
          Json.object().put("email", invitation.email()).put("role", invitation.role()));
    }
  }

  private Invitation insert(Actor actor, Wanted wanted, InvitationToken token) {
    Role role = memberRules.grantableOrThrow(actor, wanted.role());
    Map<UUID, Role> teamRoles = teamRoles(actor, wanted.teams());
    UUID id = Ids.next();
    InvitationEntity entity = new InvitationEntity(actor.orgId(), id, wanted.email(), role);
    entity.send(role, token, Inviter.of(actor), database.now(), config.expiry());
    rows.persist(entity);
    teamRoles.forEach((teamId, teamRole) ->
        session.persist(new InvitationTeamEntity(actor.orgId(), id, teamId, teamRole)));
    return recorded(actor, "member.invited", id);
  }

  /// A link that is made anew gives what it gives as that is now.
  private Invitation renew(
      Actor actor, InvitationEntity entity, Invitation before, InvitationToken token) {
    Role role = memberRules.grantableOrThrow(actor, before.role());
    Map<UUID, InvitationTeamEntity> teamRows =
        queries.teamRows(actor.orgId(), before.id()).stream()
            .collect(Collectors.toMap(InvitationTeamEntity::teamId, Function.identity()));
    for (Invitation.TeamRole team : before.teams()) {
      Role teamRole = memberRules.grantableOrThrow(actor, team.teamId(), team.role());
      Objects.requireNonNull(teamRows.get(team.teamId())).renew(teamRole);
    }
    if (entity.sends() >= SENDS_MAX) {
      throw new InvalidInputException(
          "invitation",
          "This invitation was sent %d times. Revoke it and invite the person anew."
              .formatted(SENDS_MAX));
    }
    entity.send(role, token, Inviter.of(actor), database.now(), config.expiry());
    return recorded(actor, "invitation.resent", before.id());
  }

  private Invitation recorded(Actor actor, String action, UUID id) {
    rows.flush();
    Invitation invitation = rows.getOrThrow(actor.orgId(), id);
    auditLog.record(actor, action, "invitation " + id, about(invitation));
    return invitation;
  }

  private Map<UUID, Role> teamRoles(Actor actor, Map<UUID, String> wanted) {
    Map<UUID, Role> given = new LinkedHashMap<>();
    wanted.keySet().stream()
        .sorted()
        .forEach(teamId -> {
          actor.authorizeOrThrow(Permission.CHANGE_TEAM_MEMBERS, teamId);
          teams.requireOpen(actor.orgId(), teamId);
          given.put(
              teamId, memberRules.grantableOrThrow(actor, teamId, wanted.getOrDefault(teamId, "")));
        });
    return given;
  }

  private static void requireResendable(Invitation invitation) {
    if (!invitation.isResendable()) {
      throw new InvalidInputException(
          "invitation",
          invitation.state() == Invitation.State.ACCEPTED
              ? "This invitation was taken up."
              : "This invitation was revoked. Invite the person anew.");
    }
  }

  private static ObjectNode about(Invitation invitation) {
    ObjectNode details =
        Json.object()
            .put("email", invitation.email())
            .put("role", invitation.role())
            .put("expires_at", invitation.expiresAt().toString());
    ArrayNode teams = details.putArray("teams");
    invitation.teams().forEach(team -> teams.add(team.display()));
    return details;
  }
}
