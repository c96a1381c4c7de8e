package ai.nemorouter.usage.report;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hibernate.Session;

/// What people call groups, those included that are gone: archived teams, revoked keys, and people
/// who left.
@ApplicationScoped
class GroupNames {
  private static final String TEAMS =
      """
      select cast(t.id as text) as id, t.name, case when t.archived_at is null then '' else 'archived' end as note
      from team_records t where t.org_id = :orgId and t.id = any(:ids)
      """;
  private static final String KEYS =
      """
      select cast(k.id as text) as id, k.name, t.name || case when k.revoked_at is null then '' else ', revoked' end as note
      from key_records k join team_records t on t.org_id = k.org_id and t.id = k.team_id
      where k.org_id = :orgId and k.id = any(:ids)
      """;
  private static final String PEOPLE =
      """
      select cast(p.id as text) as id, coalesce(person_charged(:orgId, p.id), 'A person whose account is closed') as name,
             case when exists (select from member_records m where m.org_id = :orgId and m.user_id = p.id)
                  then '' else 'no member any more' end as note
      from unnest(cast(:ids as uuid[])) as p(id)
      """;

  private final Session session;

  GroupNames(Session session) {
    this.session = session;
  }

  /// @param id of the group, as `Grouping.column` has it
  /// @param note what else tells it apart; empty for nothing
  record Named(String id, String name, String note) {}

  /// The name of a group; the identifier itself where none is known.
  static String nameOf(Map<String, Named> named, String id) {
    Named known = named.get(id);
    return known == null ? id : known.name();
  }

  /// What else tells a group apart; empty for nothing.
  static String noteOf(Map<String, Named> named, String id) {
    Named known = named.get(id);
    return known == null ? "" : known.note();
  }

  /// @param ids of groups, as `Grouping.column` has them
  Map<String, Named> of(UUID orgId, Grouping grouping, Collection<String> ids) {
    Map<String, Named> names = new HashMap<>();
    List<String> known = ids.stream().filter(id -> !id.isEmpty()).distinct().toList();
    switch (grouping) {
      case TEAM -> names.putAll(query(TEAMS, orgId, known));
      case KEY -> names.putAll(query(KEYS, orgId, known));
      case MEMBER -> names.putAll(query(PEOPLE, orgId, known));
      case MODEL, PROVIDER -> known.forEach(name -> names.put(name, new Named(name, name, "")));
    }
    ids.forEach(id -> names.computeIfAbsent(id, _ -> new Named(id, missing(grouping, id), "")));
    return names;
  }

  private static String missing(Grouping grouping, String id) {
    return id.isEmpty() ? grouping.unassigned() : id;
  }

  private Map<String, Named> query(String sql, UUID orgId, List<String> ids) {
    if (ids.isEmpty()) {
      return Map.of();
    }
    return session
        .createNativeQuery(sql, Named.class)
        .setParameter("orgId", orgId)
        .setParameter("ids", ids.stream().map(UUID::fromString).toArray(UUID[]::new))
        .getResultStream()
        .collect(Collectors.toMap(Named::id, named -> named));
  }
}
