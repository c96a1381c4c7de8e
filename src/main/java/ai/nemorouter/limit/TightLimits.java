package ai.nemorouter.limit;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.platform.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/// Finds the budgets that will refuse calls first.
@ApplicationScoped
public class TightLimits {
  private static final Comparator<NamedLimit> TIGHTEST_FIRST =
      Comparator.comparingInt((NamedLimit limit) -> limit.status().percent())
          .reversed()
          .thenComparing(NamedLimit::name);

  private final Database database;
  private final Limits limits;

  TightLimits(Database database, Limits limits) {
    this.database = database;
    this.limits = limits;
  }

  /// The budgets of the organization, of teams in use and of live keys, closest to their cap first.
  public List<NamedLimit> first(Actor actor, int count) {
    actor.authorizeOrThrow(Permission.VIEW_OVERVIEW);
    return database.read(handle -> {
      Map<UUID, String> names = names(handle, actor.orgId());
      return limits.listAll(handle, actor.orgId(), names.keySet()).values().stream()
          .flatMap(Collection::stream)
          .map(status -> new NamedLimit(nameOf(status, names), status))
          .sorted(TIGHTEST_FIRST)
          .limit(count)
          .toList();
    });
  }

  private static String nameOf(LimitStatus status, Map<UUID, String> names) {
    return names.getOrDefault(status.limit().scopeId(), "");
  }

  /// The scopes that have a budget, and whose calls it could still refuse.
  private static Map<UUID, String> names(Handle handle, UUID orgId) {
    return handle
        .createQuery(
            """
            select distinct l.scope_id, coalesce(k.name, t.name, o.name) as name
            from limits l
            join organizations o on o.id = l.org_id
            left join teams t on t.org_id = l.org_id and t.id = l.scope_id and t.archived_at is null
            left join keys k on k.org_id = l.org_id and k.id = l.scope_id and k.revoked_at is null
              and (k.expires_at is null or k.expires_at > now())
            where l.org_id = :orgId and l.kind = 'budget' and l.removed_at is null
              and (l.scope = 'organization' or t.id is not null or k.id is not null)
            """)
        .bind("orgId", orgId)
        .map((row, context) -> Map.entry(row.getObject(1, UUID.class), row.getString(2)))
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
