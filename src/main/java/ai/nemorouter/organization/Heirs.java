package ai.nemorouter.organization;

import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Role;
import ai.nemorouter.platform.InvalidInputException;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.Query;

/// Who can take over the keys of somebody who goes: members who can act, and who belong to each
/// team concerned or may have keys in all teams.
final class Heirs {
  private static final int SHOWN_MAX = 500;
  private static final String CAN =
      """
      select u.id, u.name, u.email from members m join users u on u.id = m.user_id
      where m.org_id = :orgId and m.user_id <> :leaving and m.suspended_at is null
        and (m.role = any(:wideRoles) or (select count(*) from team_members t
          where t.org_id = m.org_id and t.user_id = m.user_id and t.team_id = any(:teams)) = cardinality(:teams))
      """;

  private Heirs() {}

  /// By name, for a form to choose from.
  static List<Departures.Heir> of(
      Handle handle, UUID orgId, UUID leaving, List<MemberKeys.Unrevoked> keys) {
    return query(
            handle, orgId, leaving, keys, CAN + " order by lower(u.name), u.id limit " + SHOWN_MAX)
        .map(ConstructorMapper.of(Departures.Heir.class))
        .list();
  }

  /// Keeps the one who was chosen from going, too, until the transaction ends.
  static void requireOne(
      Handle handle, UUID orgId, UUID leaving, List<MemberKeys.Unrevoked> keys, UUID chosen) {
    boolean able =
        query(handle, orgId, leaving, keys, CAN + " and m.user_id = :chosen for key share of m")
            .bind("chosen", chosen)
            .map(ConstructorMapper.of(Departures.Heir.class))
            .findOne()
            .isPresent();
    if (!able) {
      throw new InvalidInputException(
          "to",
          "Choose another member who is not suspended and belongs to the teams of these keys.");
    }
  }

  private static Query query(
      Handle handle, UUID orgId, UUID leaving, List<MemberKeys.Unrevoked> keys, String sql) {
    List<String> wideRoles =
        Roles.choices(handle, orgId, Role.Level.ORGANIZATION).stream()
            .filter(role -> role.allows(Permission.CHANGE_OWN_KEYS))
            .map(Role::slug)
            .toList();
    return handle
        .createQuery(sql)
        .bind("orgId", orgId)
        .bind("leaving", leaving)
        .bindArray("wideRoles", String.class, wideRoles)
        .bindArray(
            "teams",
            UUID.class,
            keys.stream().map(MemberKeys.Unrevoked::teamId).distinct().toList());
  }
}
