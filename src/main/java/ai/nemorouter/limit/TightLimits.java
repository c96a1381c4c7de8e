package ai.nemorouter.limit;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Reach;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.PageOf;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/// Finds the limits that will refuse calls first, wherever in one's reach they are. Those of
/// archived teams and of keys that have ended refuse nobody and are left out.
@ApplicationScoped
public class TightLimits {
  private static final RowMapper<NamedLimit> NAMED =
      (row, context) -> {
        LimitStatus status = LimitRows.STATUS_ROW.map(row, context);
        return new NamedLimit(
            new NamedScope(
                status.limit().scope(),
                row.getString("name"),
                true,
                row.getObject("team_id", UUID.class)),
            status);
      };

  private static final String MATCHING =
      """
      from (
        select s.*, coalesce(k.name, u.name, t.name, o.name) as name, coalesce(k.team_id, t.id) as team_id
        from (%s) s
        join organization_records o on o.id = s.org_id
        left join teams t on s.scope = 'team' and t.org_id = s.org_id and t.id = s.scope_id and t.archived_at is null
        left join users u on s.scope = 'member' and u.id = s.scope_id
        left join key_records k on s.scope = 'key' and k.org_id = s.org_id and k.id = s.scope_id and k.revoked_at is null
          and (k.expires_at is null or k.expires_at > now())
        where (s.scope = 'organization' or t.id is not null or u.id is not null or k.id is not null)) l
      where (:everywhere or l.team_id = any(:teams)) and strpos(lower(concat_ws(' ', l.name, l.model, l.provider)), lower(:search)) > 0
        and l.scope = coalesce(:scope, l.scope) and l.unit = coalesce(:unit, l.unit)
      """
          .formatted(LimitRows.STATUS);

  private final Database database;

  TightLimits(Database database) {
    this.database = database;
  }

  /// The orders in which limits are listed.
  public enum Sort {
    TIGHTEST(
        "case when l.used + l.held >= l.allowed then 1 else (l.used + l.held)::numeric / l.allowed end desc, lower(l.name), l.id"),
    NAME("lower(l.name), " + LimitRows.BY_UNIT_AND_PERIOD),
    NEWEST("l.id desc");

    private final String columns;

    Sort(String columns) {
      this.columns = columns;
    }
  }

  /// @param search part of a scope's name, a model or a provider; empty for all
  /// @param scope only limits of such scopes; null for all
  /// @param unit only limits in it; null for all
  public record Filter(
      String search, Scope.@Nullable Kind scope, @Nullable Unit unit, Sort sort, int page) {
    public Filter {
      search = search.strip();
      page = PageOf.within(page);
    }
  }

  public PageOf<NamedLimit> list(Actor actor, Filter filter) {
    Place place = new Place(actor.orgId(), actor.reachOrThrow(Permission.VIEW_LIMITS));
    return database
        .of(actor.orgId())
        .read(handle ->
            new PageOf<>(
                rows(handle, place, filter, PageOf.SIZE, PageOf.offset(filter.page())),
                filter.page(),
                bind(handle.createQuery("select count(*) " + MATCHING), place, filter)
                    .mapTo(Long.class)
                    .one()));
  }

  /// The limits closest to their cap.
  public List<NamedLimit> first(Actor actor, int count) {
    Place place = new Place(actor.orgId(), actor.reachOrThrow(Permission.VIEW_LIMITS));
    Filter all = new Filter("", null, null, Sort.TIGHTEST, 1);
    return database.of(actor.orgId()).read(handle -> rows(handle, place, all, count, 0));
  }

  /// Where in which organization limits are looked for.
  private record Place(UUID orgId, Reach reach) {}

  private static List<NamedLimit> rows(
      Handle handle, Place place, Filter filter, int size, int offset) {
    String order = " order by " + filter.sort().columns + " limit :size offset :offset";
    return bind(handle.createQuery("select l.* " + MATCHING + order), place, filter)
        .bind("size", size)
        .bind("offset", offset)
        .map(NAMED)
        .list();
  }

  private static Query bind(Query query, Place place, Filter filter) {
    return query
        .bind("orgId", place.orgId())
        .bind("everywhere", place.reach().everywhere())
        .bind("teams", place.reach().teamIds())
        .bind("search", filter.search())
        .bind("scope", filter.scope() == null ? null : filter.scope().column())
        .bind("unit", filter.unit() == null ? null : filter.unit().column());
  }
}
