package ai.nemorouter.organization;

import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Reach;
import ai.nemorouter.access.Role;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.Query;

/// Who can own keys in a team: members who can act, and who belong to it or by their role have keys
/// in all teams.
public final class KeyHolders {
  private static final int SHOWN_MAX = 500;

  private static final String IN_ONE =
      """
      exists (select from team_members t where t.org_id = m.org_id and t.user_id = m.user_id
        and (:everywhere or t.team_id = any(:teams)))
      """;
  private static final String IN_ALL =
      """
      (select count(*) from team_members t where t.org_id = m.org_id and t.user_id = m.user_id
        and t.team_id = any(:teams)) = cardinality(:teams)
      """;
  private static final String CAN =
      """
      select u.id, u.name, u.email from members m join users u on u.id = m.user_id
      where m.org_id = :orgId and m.suspended_at is null and (m.role = any(:wideRoles) or %s)
      """;

  private KeyHolders() {}

  /// A member who can own keys.
  public record KeyHolder(UUID id, String name, String email) {}

  /// By name, for a form to choose from: who can own keys in one team at least of those reached.
  public static List<KeyHolder> inOne(Handle handle, UUID orgId, Reach reach) {
    return listed(
        query(handle, orgId, reach.teams(), CAN.formatted(IN_ONE) + " order by lower(u.name), u.id")
            .bind("everywhere", reach.everywhere()));
  }

  /// By name, for a form to choose from: who can own keys in all of the teams.
  static List<KeyHolder> inAll(Handle handle, UUID orgId, Collection<UUID> teams) {
    return listed(
        query(handle, orgId, teams, CAN.formatted(IN_ALL) + " order by lower(u.name), u.id"));
  }

  /// Whether the member can own keys in all of the teams. If so, keeps them from going until the
  /// transaction ends.
  public static boolean lock(Handle handle, UUID orgId, Collection<UUID> teams, UUID userId) {
    return query(
            handle,
            orgId,
            teams,
            CAN.formatted(IN_ALL) + " and m.user_id = :userId for key share of m")
        .bind("userId", userId)
        .map(ConstructorMapper.of(KeyHolder.class))
        .findOne()
        .isPresent();
  }

  private static List<KeyHolder> listed(Query query) {
    return query.setMaxRows(SHOWN_MAX).map(ConstructorMapper.of(KeyHolder.class)).list();
  }

  private static Query query(Handle handle, UUID orgId, Collection<UUID> teams, String sql) {
    List<String> wideRoles =
        Roles.choices(handle, orgId, Role.Level.ORGANIZATION).stream()
            .filter(role -> role.allows(Permission.CHANGE_OWN_KEYS))
            .map(Role::slug)
            .toList();
    return handle
        .createQuery(sql)
        .bind("orgId", orgId)
        .bindArray("wideRoles", String.class, wideRoles)
        .bindArray("teams", UUID.class, Set.copyOf(teams));
  }
}
