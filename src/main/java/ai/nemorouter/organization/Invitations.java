package ai.nemorouter.organization;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Role;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.platform.Constraints;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.EmailAddress;
import ai.nemorouter.platform.Ids;
import ai.nemorouter.platform.InvalidInputException;
import ai.nemorouter.platform.Json;
import ai.nemorouter.platform.Names;
import ai.nemorouter.platform.PageOf;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Invites people, and takes invitations back. Nobody invites to more than they may do themselves.
@ApplicationScoped
public class Invitations {
  private static final int SENDS_MAX = 10;

  private final Database database;
  private final Teams teams;
  private final Roles roles;
  private final MemberRows memberRows;
  private final MemberRules memberRules;
  private final InvitationLetters letters;
  private final InvitationConfig config;
  private final List<InvitationRule> rules;
  private final Constraints constraints;
  private final AuditLog auditLog;

  Invitations(
      Database database,
      Teams teams,
      Roles roles,
      MemberRows memberRows,
      MemberRules memberRules,
      InvitationLetters letters,
      InvitationConfig config,
      @All List<InvitationRule> rules,
      Constraints constraints,
      AuditLog auditLog) {
    this.database = database;
    this.teams = teams;
    this.roles = roles;
    this.memberRows = memberRows;
    this.memberRules = memberRules;
    this.letters = letters;
    this.config = config;
    this.rules = rules;
    this.constraints = constraints;
    this.auditLog = auditLog;
  }

  /// The orders in which invitations are listed.
  public enum Sort {
    NEWEST("r.id desc"),
    EMAIL("lower(r.email), r.id desc"),
    EXPIRY("r.expires_at, r.id");

    private final String columns;

    Sort(String columns) {
      this.columns = columns;
    }

    String columns() {
      return columns;
    }
  }

  /// @param search part of an e-mail address; empty for all
  /// @param state only those that stand so now; null for all
  public record Filter(String search, Invitation.@Nullable State state, Sort sort, int page) {
    public Filter {
      search = search.strip();
      page = PageOf.within(page);
    }

    /// For templates: whether it narrows the list to that state.
    public boolean isIn(String name) {
      return stateName().equals(name);
    }

    String stateName() {
      return state == null ? "" : state.name();
    }
  }

  /// What somebody is invited to.
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
  /// @param link for whoever invited to pass on; empty where it went by e-mail
  /// @param notSent why no e-mail was sent; empty where one was
  public record Invited(Invitation invitation, Optional<String> link, String notSent) {
    public boolean isMailed() {
      return notSent.isEmpty();
    }
  }

  public PageOf<Invitation> list(Actor actor, Filter filter) {
    actor.authorizeOrThrow(Permission.VIEW_MEMBERS);
    return database
        .of(actor.orgId())
        .read(handle ->
            new PageOf<>(
                InvitationRows.page(handle, roles, actor.orgId(), filter),
                filter.page(),
                InvitationRows.count(handle, actor.orgId(), filter)));
  }

  public Invitation find(Actor actor, UUID id) {
    actor.authorizeOrThrow(Permission.VIEW_MEMBERS);
    return database
        .of(actor.orgId())
        .read(handle -> InvitationRows.findOrThrow(handle, roles, actor.orgId(), id));
  }

  /// For a page that asks before it is changed.
  public Invitation findForChange(Actor actor, UUID id) {
    actor.authorizeOrThrow(Permission.CHANGE_MEMBERS);
    return database
        .of(actor.orgId())
        .read(handle -> InvitationRows.findOrThrow(handle, roles, actor.orgId(), id));
  }

  /// Makes a link for somebody and sends it to them where e-mail can be sent.
  public Invited invite(Actor actor, Wanted wanted) {
    actor.authorizeOrThrow(Permission.CHANGE_MEMBERS);
    constraints.requireMet(wanted);
    InvitationToken token = InvitationToken.next();
    Invitation invitation =
        database
            .of(actor.orgId())
            .inTransaction(handle -> {
              memberRows.takeTurns(actor.orgId());
              requireInvitable(handle, actor.orgId(), wanted.email());
              rules.forEach(rule -> rule.check(handle, actor.orgId(), wanted.email()));
              requireAllowance(handle, actor.orgId());
              return insert(handle, actor, wanted, token);
            });
    return letters.send(actor, invitation, token);
  }

  /// Makes a new link, valid for the whole time again; the one before leads nowhere from now on.
  public Invited resend(Actor actor, UUID id) {
    actor.authorizeOrThrow(Permission.CHANGE_MEMBERS);
    InvitationToken token = InvitationToken.next();
    Invitation invitation =
        database
            .of(actor.orgId())
            .inTransaction(handle -> {
              Invitation before = InvitationRows.lockOrThrow(handle, roles, actor.orgId(), id);
              requireResendable(before);
              requireAllowance(handle, actor.orgId());
              renew(handle, actor, before, token);
              return InvitationRows.findOrThrow(handle, roles, actor.orgId(), id);
            });
    return letters.send(actor, invitation, token);
  }

  /// Lets the link lead nowhere. Revoking again changes nothing.
  public void revoke(Actor actor, UUID id) {
    actor.authorizeOrThrow(Permission.CHANGE_MEMBERS);
    database
        .of(actor.orgId())
        .useTransaction(handle -> {
          Invitation invitation = InvitationRows.lockOrThrow(handle, roles, actor.orgId(), id);
          if (invitation.state() == Invitation.State.ACCEPTED) {
            throw new InvalidInputException(
                "invitation",
                "This invitation was taken up. To let the person go, remove the member.");
          }
          if (invitation.state() != Invitation.State.REVOKED) {
            handle.execute(
                "update invitations set revoked_at = now() where org_id = ? and id = ?",
                actor.orgId(),
                id);
            auditLog.record(
                handle,
                actor,
                "invitation.revoked",
                "invitation " + id,
                Json.object().put("email", invitation.email()).put("role", invitation.role()));
          }
        });
  }

  private Invitation insert(Handle handle, Actor actor, Wanted wanted, InvitationToken token) {
    Role role = memberRules.grantableOrThrow(actor, wanted.role());
    Map<UUID, Role> teams = teamRoles(actor, wanted.teams());
    UUID id = Ids.next();
    handle
        .createUpdate(
            """
            insert into invitations (org_id, id, email, role, permissions, token_hash, inviter_kind, inviter_id,
              inviter_name, expires_at)
            values (:orgId, :id, :email, :role, :permissions, :hash, :kind, :inviterId, :inviter,
              now() + :seconds * interval '1 second')
            """)
        .bind("orgId", actor.orgId())
        .bind("id", id)
        .bind("email", wanted.email())
        .bind("role", role.slug())
        .bindArray("permissions", String.class, names(role))
        .bind("hash", token.hash())
        .bind("kind", Inviter.of(actor).kind())
        .bind("inviterId", Inviter.of(actor).id())
        .bind("inviter", actor.displayName())
        .bind("seconds", config.expiry().toSeconds())
        .execute();
    teams.forEach((teamId, teamRole) ->
        handle
            .createUpdate(
                """
                insert into invitation_teams (org_id, invitation_id, team_id, role, permissions)
                values (:orgId, :id, :teamId, :role, :permissions)
                """)
            .bind("orgId", actor.orgId())
            .bind("id", id)
            .bind("teamId", teamId)
            .bind("role", teamRole.slug())
            .bindArray("permissions", String.class, names(teamRole))
            .execute());
    Invitation invitation = InvitationRows.findOrThrow(handle, roles, actor.orgId(), id);
    auditLog.record(handle, actor, "member.invited", "invitation " + id, about(invitation));
    return invitation;
  }

  /// Whoever makes a link anew gives what it gives, as that is now.
  private void renew(Handle handle, Actor actor, Invitation invitation, InvitationToken token) {
    Role role = memberRules.grantableOrThrow(actor, invitation.role());
    for (Invitation.TeamRole team : invitation.teams()) {
      Role teamRole = memberRules.grantableOrThrow(actor, team.teamId(), team.role());
      handle
          .createUpdate(
              """
              update invitation_teams set permissions = :permissions
              where org_id = :orgId and invitation_id = :id and team_id = :teamId
              """)
          .bindArray("permissions", String.class, names(teamRole))
          .bind("orgId", actor.orgId())
          .bind("id", invitation.id())
          .bind("teamId", team.teamId())
          .execute();
    }
    int renewed =
        handle
            .createUpdate(
                """
                update invitations set token_hash = :hash, mailed = false, permissions = :permissions, sends = sends + 1,
                  sent_at = now(), expires_at = now() + :seconds * interval '1 second',
                  inviter_kind = :kind, inviter_id = :inviterId, inviter_name = :inviter
                where org_id = :orgId and id = :id and sends < :max
                """)
            .bind("max", SENDS_MAX)
            .bindArray("permissions", String.class, names(role))
            .bind("hash", token.hash())
            .bind("seconds", config.expiry().toSeconds())
            .bind("kind", Inviter.of(actor).kind())
            .bind("inviterId", Inviter.of(actor).id())
            .bind("inviter", actor.displayName())
            .bind("orgId", actor.orgId())
            .bind("id", invitation.id())
            .execute();
    if (renewed == 0) {
      throw new InvalidInputException(
          "invitation",
          "This invitation was sent %d times. Revoke it and invite the person anew."
              .formatted(SENDS_MAX));
    }
    auditLog.record(
        handle, actor, "invitation.resent", "invitation " + invitation.id(), about(invitation));
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

  private static void requireInvitable(Handle handle, UUID orgId, String email) {
    handle
        .createUpdate(
            """
            update invitations set revoked_at = now()
            where org_id = :orgId and lower(email) = lower(:email) and expires_at <= now()
              and accepted_at is null and revoked_at is null
            """)
        .bind("orgId", orgId)
        .bind("email", email)
        .execute();
    if (exists(
        handle,
        "members m join users u on u.id = m.user_id where m.org_id = :orgId and lower(u.email) = lower(:email)",
        orgId,
        email)) {
      throw new InvalidInputException("email", email + " is a member already.");
    }
    if (exists(
        handle,
        "invitations where org_id = :orgId and lower(email) = lower(:email) and accepted_at is null and revoked_at is null",
        orgId,
        email)) {
      throw new InvalidInputException(
          "email", email + " is invited already. Send that invitation again, or revoke it first.");
    }
  }

  private static boolean exists(Handle handle, String what, UUID orgId, String email) {
    return handle
        .createQuery("select exists (select from " + what + ")")
        .bind("orgId", orgId)
        .bind("email", email)
        .mapTo(Boolean.class)
        .one();
  }

  private void requireAllowance(Handle handle, UUID orgId) {
    int sent =
        handle
            .createQuery(
                "select count(*) from invitations where org_id = :orgId and sent_at > now() - interval '1 hour'")
            .bind("orgId", orgId)
            .mapTo(Integer.class)
            .one();
    if (sent >= config.perHour()) {
      throw new InvalidInputException(
          "email",
          "An organization can send %d invitations an hour. Try again later."
              .formatted(config.perHour()));
    }
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

  private static List<String> names(Role role) {
    return role.permissions().stream().map(Permission::name).sorted().toList();
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
