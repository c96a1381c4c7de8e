package ai.nemorouter.key.overview;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Reach;
import ai.nemorouter.limit.LimitStatus;
import ai.nemorouter.limit.Limits;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.query.NativeQuery;
import org.jspecify.annotations.Nullable;

/// Teams with what they have and use: people, keys, spend and what limits them. Spend and limits
/// are left out of teams in which the actor may not see them, also where the list is sorted by
/// them.
@ForActor
@ApplicationScoped
public class TeamOverviews {
  public static final String ARCHIVED = "archived";

  /// How many rows a file has at most.
  private static final int FILE_MAX = 10_000;

  private static final String TEAMS =
      """
      select t.id, t.name, t.created_at, t.archived_at,
        (select count(*) from team_members m where m.org_id = t.org_id and m.team_id = t.id) as people,
        coalesce(k.active, 0) as keys, k.last_used_at, coalesce(s.spend, 0) as spend
      from teams t
      left join (
        select k.team_id, max(k.last_used_at) as last_used_at,
          count(*) filter (where k.revoked_at is null and k.disabled_at is null and (k.expires_at is null or k.expires_at > now())) as active
        from keys k where k.org_id = :orgId group by k.team_id) k on k.team_id = t.id
      left join (
        select c.team_id, bounded(sum(c.cost)) as spend
        from organization_records o, charged(:orgId, date_trunc('month', now(), o.timezone), now() + interval '1 hour') c
        where o.id = :orgId
        group by c.team_id) s on s.team_id = t.id and (:spendEverywhere or t.id = any(:spendTeams))
      left join limit_shares(:orgId) l on l.scope_id = t.id and (:limitsEverywhere or t.id = any(:limitsTeams))
      where t.org_id = :orgId
      """;
  private static final String MATCHING =
      """
       and (t.archived_at is not null) = :archived and strpos(lower(t.name), lower(:search)) > 0
        and (:everywhere or t.id = any(:teams))
      """;

  private final Session session;
  private final Limits limits;

  TeamOverviews(Session session, Limits limits) {
    this.session = session;
    this.limits = limits;
  }

  /// The orders in which teams are listed.
  public enum Sort {
    NAME("lower(t.name), t.id"),
    SPEND("spend desc, lower(t.name), t.id"),
    LIMIT("l.share desc nulls last, lower(t.name), t.id"),
    PEOPLE("people desc, lower(t.name), t.id"),
    KEYS("keys desc, lower(t.name), t.id"),
    USED("k.last_used_at desc nulls last, lower(t.name), t.id"),
    NEWEST("t.id desc");

    private final String columns;

    Sort(String columns) {
      this.columns = columns;
    }
  }

  /// A row of the report.
  record Row(
      UUID id,
      String name,
      Instant createdAt,
      @Nullable Instant archivedAt,
      long people,
      long keys,
      @Nullable Instant lastUsedAt,
      long spend) {}

  /// Those that the actor may see.
  ///
  /// @param query shows `ARCHIVED` ones instead of those in use, by a `Sort`
  public PageOf<TeamOverview> list(Actor actor, ListQuery query) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_TEAMS);
    List<Row> page =
        sorted(actor, reach, query)
            .setFirstResult(PageOf.offset(query.page()))
            .setMaxResults(PageOf.SIZE)
            .getResultList();
    long found =
        matching(
                session.createNativeQuery(
                    "select count(*) from teams t where t.org_id = :orgId" + MATCHING, Long.class),
                actor,
                reach,
                query)
            .getSingleResult();
    return new PageOf<>(overviews(actor, page), query.page(), found);
  }

  /// The same on all pages, for a file.
  public List<TeamOverview> all(Actor actor, ListQuery query) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_TEAMS);
    return overviews(actor, sorted(actor, reach, query).setMaxResults(FILE_MAX).getResultList());
  }

  /// @throws NotFoundException also for a team that the actor may not see
  public TeamOverview find(Actor actor, UUID teamId) {
    if (!actor.reachOrThrow(Permission.VIEW_TEAMS).covers(teamId)) {
      throw new NotFoundException("team");
    }
    List<Row> found =
        visible(session.createNativeQuery(TEAMS + " and t.id = :teamId", Row.class), actor)
            .setParameter("teamId", teamId)
            .getResultList();
    return overviews(actor, found).stream()
        .findFirst()
        .orElseThrow(() -> new NotFoundException("team"));
  }

  private NativeQuery<Row> sorted(Actor actor, Reach reach, ListQuery query) {
    String order = query.directed(query.order(Sort.class).columns);
    return matching(
        visible(
            session.createNativeQuery(TEAMS + MATCHING + " order by " + order, Row.class), actor),
        actor,
        reach,
        query);
  }

  private List<TeamOverview> overviews(Actor actor, List<Row> rows) {
    Map<UUID, List<LimitStatus>> found =
        limits.of(actor.orgId(), rows.stream().map(Row::id).toList());
    Reach spend = actor.rights().reach(Permission.VIEW_OVERVIEW);
    Reach limited = actor.rights().reach(Permission.VIEW_LIMITS);
    return rows.stream()
        .map(row ->
            new TeamOverview(
                row.id(),
                row.name(),
                row.createdAt(),
                row.archivedAt(),
                row.people(),
                row.keys(),
                row.lastUsedAt(),
                spend.covers(row.id()) ? Money.ofNanos(row.spend()) : null,
                limited.covers(row.id()) ? found.getOrDefault(row.id(), List.of()) : null))
        .toList();
  }

  private static NativeQuery<Row> visible(NativeQuery<Row> query, Actor actor) {
    Reach spend = actor.rights().reach(Permission.VIEW_OVERVIEW);
    Reach limited = actor.rights().reach(Permission.VIEW_LIMITS);
    return query
        .setParameter("orgId", actor.orgId())
        .setParameter("spendEverywhere", spend.everywhere())
        .setParameter("spendTeams", spend.teamIds())
        .setParameter("limitsEverywhere", limited.everywhere())
        .setParameter("limitsTeams", limited.teamIds());
  }

  private static <T> NativeQuery<T> matching(
      NativeQuery<T> query, Actor actor, Reach reach, ListQuery asked) {
    return query
        .setParameter("orgId", actor.orgId())
        .setParameter("archived", asked.shows(ARCHIVED))
        .setParameter("search", asked.search())
        .setParameter("everywhere", reach.everywhere())
        .setParameter("teams", reach.teamIds());
  }
}
