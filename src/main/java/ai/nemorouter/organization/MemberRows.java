package ai.nemorouter.organization;

import ai.nemorouter.access.Rights;
import ai.nemorouter.access.Role;
import ai.nemorouter.platform.NotFoundException;
import ai.nemorouter.platform.PageOf;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/// The SQL that reads members and what they may do.
final class MemberRows {
  private static final String COLUMNS =
      "m.user_id, u.name, u.email, m.role, m.source, m.created_at as joined_at, m.suspended_at";
  private static final RowMapper<Member> ROW = ConstructorMapper.of(Member.class);
  private static final String ONE =
      "select "
          + COLUMNS
          + """
           from members m join users u on u.id = m.user_id
          where m.org_id = :orgId and m.user_id = :userId
          """;

  private static final String MATCHING =
      """
       from members m join users u on u.id = m.user_id
      where m.org_id = :orgId and strpos(lower(u.name || ' ' || u.email), lower(:search)) > 0
      """;

  private MemberRows() {}

  /// Waits until nobody else changes who belongs to the organization and as what; the turn ends
  /// with the transaction. So whoever sees another owner in their turn can rely on it.
  static void takeTurns(Handle handle, UUID orgId) {
    handle
        .createQuery("select 1 from pg_advisory_xact_lock(hashtextextended(:name, 0))")
        .bind("name", "nemorouter.members " + orgId)
        .mapTo(Integer.class)
        .one();
  }

  static Optional<Member> find(Handle handle, UUID orgId, UUID userId) {
    return handle.createQuery(ONE).bind("orgId", orgId).bind("userId", userId).map(ROW).findOne();
  }

  static List<Member> page(Handle handle, UUID orgId, String search, int page) {
    return handle
        .createQuery(
            "select "
                + COLUMNS
                + MATCHING
                + " order by lower(u.name), u.id limit :limit offset :offset")
        .bind("orgId", orgId)
        .bind("search", search)
        .bind("limit", PageOf.SIZE)
        .bind("offset", PageOf.offset(page))
        .map(ROW)
        .list();
  }

  static long count(Handle handle, UUID orgId, String search) {
    return handle
        .createQuery("select count(*)" + MATCHING)
        .bind("orgId", orgId)
        .bind("search", search)
        .mapTo(Long.class)
        .one();
  }

  static Member findOrThrow(Handle handle, UUID orgId, UUID userId) {
    return find(handle, orgId, userId).orElseThrow(() -> new NotFoundException("member"));
  }

  /// The member, kept from changing and from getting keys until the transaction ends.
  static Member lockOrThrow(Handle handle, UUID orgId, UUID userId) {
    takeTurns(handle, orgId);
    handle
        .createQuery("select 1 from members where org_id = :orgId and user_id = :userId for update")
        .bind("orgId", orgId)
        .bind("userId", userId)
        .mapTo(Integer.class)
        .findOne();
    return findOrThrow(handle, orgId, userId);
  }

  /// Whether somebody else owns the organization and can act. To be asked in one's turn.
  static boolean hasOtherOwner(Handle handle, UUID orgId, UUID userId) {
    return handle
        .createQuery(
            """
            select exists (select from members where org_id = :orgId and user_id <> :userId
              and role = :owner and suspended_at is null)
            """)
        .bind("orgId", orgId)
        .bind("userId", userId)
        .bind("owner", Role.OWNER.slug())
        .mapTo(Boolean.class)
        .one();
  }

  /// What a member may do, or could while not suspended.
  static Rights rights(Handle handle, UUID orgId, UUID userId, String role) {
    return Rights.of(
        Roles.orNone(handle, orgId, Role.Level.ORGANIZATION, role),
        teamRoles(handle, orgId, userId));
  }

  private static Map<UUID, Role> teamRoles(Handle handle, UUID orgId, UUID userId) {
    Map<UUID, Role> roles = new HashMap<>();
    handle
        .createQuery(
            "select team_id, role from team_members where org_id = :orgId and user_id = :userId")
        .bind("orgId", orgId)
        .bind("userId", userId)
        .map((row, context) ->
            Map.entry(row.getObject("team_id", UUID.class), row.getString("role")))
        .forEach(found ->
            roles.put(
                found.getKey(), Roles.orNone(handle, orgId, Role.Level.TEAM, found.getValue())));
    return roles;
  }
}
