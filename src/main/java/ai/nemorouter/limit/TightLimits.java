package ai.nemorouter.limit;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Reach;
import ai.nemorouter.platform.list.PageOf;
import ai.nemorouter.platform.list.SortWord;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.query.NativeQuery;
import org.jspecify.annotations.Nullable;

/// Finds the limits that will refuse calls first, anywhere within the actor's reach. Limits of
/// archived teams and of ended keys refuse no calls and are left out.
@ForActor
@ApplicationScoped
public class TightLimits {
  private static final String MATCHING =
      """
      from (
        select %s, coalesce(k.name, u.name, t.name, o.name) as name, coalesce(k.team_id, t.id) as team_id
        from (%s) s
        join organization_records o on o.id = s.org_id
        left join team_records t on s.scope = 'team' and t.org_id = s.org_id and t.id = s.scope_id and t.archived_at is null
        left join users u on s.scope = 'member' and u.id = s.scope_id
        left join key_records k on s.scope = 'key' and k.org_id = s.org_id and k.id = s.scope_id and k.revoked_at is null
          and (k.expires_at is null or k.expires_at > now())
        where (s.scope = 'organization' or t.id is not null or u.id is not null or k.id is not null)) l
      where (:everywhere or l.team_id = any(:teams)) and strpos(lower(concat_ws(' ', l.name, l.model, l.provider)), lower(:search)) > 0
        and (:scope = '' or l.scope = :scope) and (:unit = '' or l.unit = :unit)
      """
          .formatted(LimitStatusRow.COLUMNS, LimitStatusRow.SELECT);

  private final Session session;

  TightLimits(Session session) {
    this.session = session;
  }

  /// The orders in which limits are listed.
  public enum Sort {
    TIGHTEST(
        "case when l.used + l.held >= l.allowed then 1 else (l.used + l.held)::numeric / l.allowed end desc, lower(l.name), l.id"),
    NAME("lower(l.name), " + LimitStatusRow.BY_UNIT_AND_PERIOD),
    NEWEST("l.id desc");

    private final String columns;

    Sort(String columns) {
      this.columns = columns;
    }
  }

  /// @param search part of a scope's name, a model or a provider; empty for all
  /// @param scope only limits of such scopes; null for all
  /// @param unit only limits in it; null for all
  /// @param reversed whether the other way round than `sort` usually is
  public record Filter(
      String search,
      Scope.@Nullable Kind scope,
      @Nullable Unit unit,
      Sort sort,
      boolean reversed,
      int page) {
    public Filter(
        String search, Scope.@Nullable Kind scope, @Nullable Unit unit, Sort sort, int page) {
      this(search, scope, unit, sort, false, page);
    }

    public Filter {
      search = search.strip();
      page = PageOf.within(page);
    }

    private String columns() {
      return reversed ? SortWord.reversed(sort.columns) : sort.columns;
    }
  }

  public PageOf<NamedLimit> list(Actor actor, Filter filter) {
    Place place = new Place(actor.orgId(), actor.reachOrThrow(Permission.VIEW_LIMITS));
    return new PageOf<>(
        rows(place, filter, PageOf.SIZE, PageOf.offset(filter.page())),
        filter.page(),
        matching(
                session.createNativeQuery("select count(*) " + MATCHING, Long.class), place, filter)
            .getSingleResult());
  }

  /// The limits closest to their cap.
  public List<NamedLimit> first(Actor actor, int count) {
    Place place = new Place(actor.orgId(), actor.reachOrThrow(Permission.VIEW_LIMITS));
    return rows(place, new Filter("", null, null, Sort.TIGHTEST, 1), count, 0);
  }

  /// Where in which organization limits are looked for.
  private record Place(UUID orgId, Reach reach) {}

  private List<NamedLimit> rows(Place place, Filter filter, int size, int offset) {
    String sql = "select l.* " + MATCHING + " order by " + filter.columns();
    return matching(session.createNativeQuery(sql, LimitStatusRow.class), place, filter)
        .setFirstResult(offset)
        .setMaxResults(size)
        .getResultList()
        .stream()
        .map(LimitStatusRow::named)
        .toList();
  }

  private static <T> NativeQuery<T> matching(NativeQuery<T> query, Place place, Filter filter) {
    return query
        .setParameter("orgId", place.orgId())
        .setParameter("everywhere", place.reach().everywhere())
        .setParameter("teams", place.reach().teamIds())
        .setParameter("search", filter.search())
        .setParameter("scope", filter.scope() == null ? "" : filter.scope().column())
        .setParameter("unit", filter.unit() == null ? "" : filter.unit().column());
  }
}
