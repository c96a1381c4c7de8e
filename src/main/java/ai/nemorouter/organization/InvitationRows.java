package ai.nemorouter.organization;

import ai.nemorouter.access.Role;
import ai.nemorouter.platform.NotFoundException;
import ai.nemorouter.platform.PageOf;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The SQL that reads invitations.
final class InvitationRows {
  private static final String ROWS =
      """
      select i.*, coalesce(i.accepted_at, i.revoked_at) as ended_at,
        case when i.accepted_at is not null then 'ACCEPTED' when i.revoked_at is not null then 'REVOKED'
          when i.expires_at <= now() then 'EXPIRED' else 'OPEN' end as state
      from invitations i
      where i.org_id = :orgId
      """;

  private InvitationRows() {}

  static List<Invitation> page(Handle handle, Roles roles, UUID orgId, Invitations.Filter filter) {
    return handle
        .createQuery(
            "select * from ("
                + ROWS
                + """
                ) r where strpos(lower(r.email), lower(:search)) > 0 and (:state = '' or r.state = :state)
                order by %s limit :limit offset :offset
                """
                    .formatted(filter.sort().columns()))
        .bind("orgId", orgId)
        .bind("search", filter.search())
        .bind("state", filter.stateName())
        .bind("limit", PageOf.SIZE)
        .bind("offset", PageOf.offset(filter.page()))
        .map((row, context) -> read(handle, roles, orgId, row))
        .list();
  }

  static long count(Handle handle, UUID orgId, Invitations.Filter filter) {
    return handle
        .createQuery(
            "select count(*) from ("
                + ROWS
                + ") r where strpos(lower(r.email), lower(:search)) > 0 and (:state = '' or r.state = :state)")
        .bind("orgId", orgId)
        .bind("search", filter.search())
        .bind("state", filter.stateName())
        .mapTo(Long.class)
        .one();
  }

  static Invitation findOrThrow(Handle handle, Roles roles, UUID orgId, UUID id) {
    return handle
        .createQuery(ROWS + " and i.id = :id")
        .bind("orgId", orgId)
        .bind("id", id)
        .map((row, context) -> read(handle, roles, orgId, row))
        .findOne()
        .orElseThrow(() -> new NotFoundException("invitation"));
  }

  /// The invitation, kept from changing until the transaction ends.
  static Invitation lockOrThrow(Handle handle, Roles roles, UUID orgId, UUID id) {
    handle
        .createQuery("select 1 from invitations where org_id = :orgId and id = :id for update")
        .bind("orgId", orgId)
        .bind("id", id)
        .mapTo(Integer.class)
        .findOne();
    return findOrThrow(handle, roles, orgId, id);
  }

  /// Whose link this is, of whichever organization and in whatever state.
  static Optional<Found> find(Handle handle, InvitationToken token) {
    return handle
        .createQuery(
            """
            select i.org_id, i.id, i.mailed, o.slug, o.name from invitations i join organizations o on o.id = i.org_id
            where i.token_hash = :hash
            """)
        .bind("hash", token.hash())
        .map((row, context) ->
            new Found(
                row.getObject("org_id", UUID.class),
                row.getObject("id", UUID.class),
                row.getString("slug"),
                row.getString("name"),
                row.getBoolean("mailed")))
        .findOne();
  }

  /// @param slug the organization's
  /// @param organization its name
  /// @param mailed whether the link went to the invited address and nowhere else
  record Found(UUID orgId, UUID id, String slug, String organization, boolean mailed) {}

  /// Notes that the link went to the invited address and nowhere else, if it is still the one that
  /// counts.
  static void markMailed(Handle handle, UUID orgId, UUID id, InvitationToken token) {
    handle
        .createUpdate(
            "update invitations set mailed = true where org_id = :orgId and id = :id and token_hash = :hash")
        .bind("orgId", orgId)
        .bind("id", id)
        .bind("hash", token.hash())
        .execute();
  }

  private static Invitation read(Handle handle, Roles roles, UUID orgId, ResultSet row)
      throws SQLException {
    UUID id = row.getObject("id", UUID.class);
    String role = row.getString("role");
    return new Invitation(
        id,
        row.getString("email"),
        role,
        roles.orNone(orgId, Role.Level.ORGANIZATION, role).name(),
        teams(handle, roles, orgId, id),
        row.getString("inviter_name"),
        instantOrThrow(row, "created_at"),
        instantOrThrow(row, "sent_at"),
        instantOrThrow(row, "expires_at"),
        instant(row, "ended_at"),
        Invitation.State.valueOf(row.getString("state")));
  }

  private static List<Invitation.TeamRole> teams(
      Handle handle, Roles roles, UUID orgId, UUID invitationId) {
    List<Invitation.TeamRole> teams = new ArrayList<>();
    handle
        .createQuery(
            """
            select t.id, t.name, i.role from invitation_teams i
            join teams t on t.org_id = i.org_id and t.id = i.team_id
            where i.org_id = :orgId and i.invitation_id = :id and t.archived_at is null
            order by lower(t.name), t.id
            """)
        .bind("orgId", orgId)
        .bind("id", invitationId)
        .map((row, context) -> {
          String role = row.getString("role");
          return new Invitation.TeamRole(
              row.getObject("id", UUID.class),
              row.getString("name"),
              role,
              roles.orNone(orgId, Role.Level.TEAM, role).name());
        })
        .forEach(teams::add);
    return teams;
  }

  private static Instant instantOrThrow(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
