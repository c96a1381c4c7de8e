package ai.nemorouter.guardrail.rule;

import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Reach;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.NotFoundException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.query.NativeQuery;
import org.jspecify.annotations.Nullable;

/// What rules and exceptions can be for, by name.
@ApplicationScoped
public class RuleScopes {
  public static final int FOUND_MAX = 25;

  private static final String TEAMS =
      """
      select id, id as team_id, name, '' as within from team_records
      where org_id = :orgId and archived_at is null and position(lower(:search) in lower(name)) > 0
        and (:everywhere or id = any(:teams))
      order by lower(name), id
      """;

  private static final String KEYS =
      """
      select k.id, k.team_id, k.name, t.name as within from key_records k
      join team_records t on t.org_id = k.org_id and t.id = k.team_id
      where k.org_id = :orgId and k.revoked_at is null
        and position(lower(:search) in lower(k.name)) > 0
        and (:everywhere or k.team_id = any(:teams))
      order by lower(k.name), k.id
      """;

  private static final String ORGANIZATIONS =
      """
      select id, cast(null as uuid) as team_id, name, slug as within from organization_records
      where position(lower(:search) in lower(name)) > 0
      order by lower(name), id
      """;

  private final Places places;
  private final Database database;
  private final Session session;

  RuleScopes(Places places, Database database, Session session) {
    this.places = places;
    this.database = database;
    this.session = session;
  }

  /// A scope with its name.
  ///
  /// @param teamId the team that it is or is in; null for wider scopes
  /// @param open whether requests can still be made under it
  public record Named(RuleScope scope, @Nullable UUID teamId, String name, boolean open) {}

  /// Something to choose.
  ///
  /// @param within the team of a key; empty for others
  public record Choice(UUID id, @Nullable UUID teamId, String name, String within) {}

  /// @throws NotFoundException also for what the keeper may not see rules of
  public Named find(RuleKeeper keeper, RuleScope scope) {
    keeper.reachOrThrow(Permission.VIEW_GUARDRAILS);
    return keeper.in(
        database,
        () -> {
          Place place = places.getOrThrow(keeper.orgId(), scope);
          if (!keeper.sees(scope, place.teamId())) {
            throw new NotFoundException(scope.level().word());
          }
          return new Named(scope, place.teamId(), place.name(), place.open());
        });
  }

  /// Where the keeper may have rules or exceptions; at most `FOUND_MAX`.
  ///
  /// @param teamId in which keys have to be; null for any
  /// @param search a part of the name; empty for all
  public List<Choice> choices(
      RuleKeeper keeper, Level level, @Nullable UUID teamId, String search) {
    Reach reach = keeper.reachOrThrow(Permission.MANAGE_GUARDRAILS);
    Reach within = teamId == null ? reach : new Reach(false, Set.of(teamId));
    return keeper.in(
        database,
        () ->
            switch (level) {
              case INSTALLATION -> List.of();
              case ORGANIZATION -> query(ORGANIZATIONS, search).getResultList();
              case TEAM -> within(query(TEAMS, search), keeper, within);
              case KEY -> within(query(KEYS, search), keeper, within);
            });
  }

  private NativeQuery<Choice> query(String sql, String search) {
    return session
        .createNativeQuery(sql, Choice.class)
        .setParameter("search", search.strip())
        .setMaxResults(FOUND_MAX);
  }

  private static List<Choice> within(NativeQuery<Choice> query, RuleKeeper keeper, Reach reach) {
    return query
        .setParameter("orgId", keeper.orgId())
        .setParameter("everywhere", reach.everywhere())
        .setParameter("teams", reach.teamIds())
        .getResultList();
  }
}
