package ai.nemorouter.sso;

import ai.nemorouter.access.Actor;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.organization.MemberKeys;
import ai.nemorouter.platform.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Makes a member's roles in teams what the provider's claims say, and leaves those alone that
/// somebody here gave.
@ApplicationScoped
class TeamMemberships {
  private static final String LEFT_TEAM = "owner left the team";

  private final MemberKeys memberKeys;
  private final AuditLog auditLog;

  TeamMemberships(MemberKeys memberKeys, AuditLog auditLog) {
    this.memberKeys = memberKeys;
    this.auditLog = auditLog;
  }

  /// @param wanted the role in each team
  /// @param leavers what becomes of the keys that the member has in a team that they leave
  void apply(
      Handle handle,
      Actor actor,
      UUID userId,
      Map<UUID, String> wanted,
      SsoSettings.Leavers leavers) {
    Map<UUID, String> held = held(handle, actor.orgId(), userId);
    wanted.forEach((team, role) -> {
      if (!role.equals(held.get(team)) && give(handle, actor.orgId(), userId, team, role)) {
        record(handle, actor, userId, team, held.get(team), role);
      }
    });
    held.forEach((team, role) -> {
      if (!wanted.containsKey(team)) {
        settleKeys(handle, actor, userId, team, leavers);
        take(handle, actor.orgId(), userId, team);
        record(handle, actor, userId, team, role, null);
      }
    });
  }

  /// The roles that the provider gave the person, for each team.
  static Map<UUID, String> held(Handle handle, UUID orgId, UUID userId) {
    Map<UUID, String> roles = new HashMap<>();
    handle
        .createQuery(
            """
            select team_id, role from team_members
            where org_id = :orgId and user_id = :userId and source = 'sso'
            """)
        .bind("orgId", orgId)
        .bind("userId", userId)
        .map((row, context) ->
            Map.entry(row.getObject("team_id", UUID.class), row.getString("role")))
        .forEach(found -> roles.put(found.getKey(), found.getValue()));
    return roles;
  }

  /// @return false where somebody here gave them a role already
  private static boolean give(Handle handle, UUID orgId, UUID userId, UUID teamId, String role) {
    return handle
            .createUpdate(
                """
                insert into team_members (org_id, team_id, user_id, role, source)
                values (:orgId, :teamId, :userId, :role, 'sso')
                on conflict (org_id, team_id, user_id) do update set role = excluded.role
                where team_members.source = 'sso'
                """)
            .bind("orgId", orgId)
            .bind("teamId", teamId)
            .bind("userId", userId)
            .bind("role", role)
            .execute()
        == 1;
  }

  private void settleKeys(
      Handle handle, Actor actor, UUID userId, UUID teamId, SsoSettings.Leavers leavers) {
    List<MemberKeys.Unrevoked> keys =
        memberKeys.ownedBy(handle, actor.orgId(), userId, Optional.of(teamId));
    switch (leavers) {
      case REVOKE -> memberKeys.revoke(handle, actor, keys, LEFT_TEAM);
      case MAKE_SERVICE -> memberKeys.give(handle, actor, keys, null, LEFT_TEAM);
    }
  }

  private static void take(Handle handle, UUID orgId, UUID userId, UUID teamId) {
    handle
        .createUpdate(
            """
            delete from team_members
            where org_id = :orgId and team_id = :teamId and user_id = :userId and source = 'sso'
            """)
        .bind("orgId", orgId)
        .bind("teamId", teamId)
        .bind("userId", userId)
        .execute();
  }

  private void record(
      Handle handle,
      Actor actor,
      UUID userId,
      UUID teamId,
      @Nullable String before,
      @Nullable String after) {
    var details = Json.object().put("by", "single sign-on").put("team", teamId.toString());
    details.putObject("role").put("before", before).put("after", after);
    auditLog.record(handle, actor, "team_member.changed", "member " + userId, details);
  }
}
