package ai.nemorouter.organization;

import ai.nemorouter.organization.invitation.Invitation;
import ai.nemorouter.organization.member.Member;
import ai.nemorouter.organization.team.Team;
import ai.nemorouter.organization.team.TeamMember;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// People and teams as programs see them.
public final class PeopleJson {
  private PeopleJson() {}

  public static ObjectNode member(Member member) {
    return Json.object()
        .put("id", member.userId().toString())
        .put("name", member.name())
        .put("email", member.email())
        .put("role", member.role())
        .put("source", member.source())
        .put("suspended", member.isSuspended())
        .put("joined_at", member.joinedAt().toString());
  }

  public static ObjectNode teamMember(TeamMember member) {
    return Json.object()
        .put("id", member.userId().toString())
        .put("name", member.name())
        .put("email", member.email())
        .put("role", member.role())
        .put("source", member.source())
        .put("suspended", member.isSuspended())
        .put("added_at", member.addedAt().toString());
  }

  public static ObjectNode invitation(Invitation invitation) {
    ObjectNode item =
        Json.object()
            .put("id", invitation.id().toString())
            .put("email", invitation.email())
            .put("role", invitation.role())
            .put("state", invitation.state().label().toLowerCase(Locale.ROOT))
            .put("invited_by", invitation.inviter())
            .put("sent_at", invitation.sentAt().toString())
            .put("expires_at", invitation.expiresAt().toString())
            .put("ended_at", time(invitation.endedAt()));
    ArrayNode teams = item.putArray("teams");
    invitation
        .teams()
        .forEach(team ->
            teams
                .addObject()
                .put("team", team.teamId().toString())
                .put("name", team.teamName())
                .put("role", team.role()));
    return item;
  }

  public static ObjectNode team(Team team) {
    return Json.object()
        .put("id", team.id().toString())
        .put("name", team.name())
        .put("keys", team.liveKeys())
        .put("created_at", team.createdAt().toString())
        .put("archived_at", time(team.archivedAt()));
  }

  private static @Nullable String time(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }
}
