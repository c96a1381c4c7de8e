package ai.nemorouter.limit.tree;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Reach;
import ai.nemorouter.limit.LimitScopes;
import ai.nemorouter.limit.LimitStatus;
import ai.nemorouter.limit.LimitStatuses;
import ai.nemorouter.limit.NamedScope;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.limit.tree.LimitTree.Branch;
import ai.nemorouter.limit.tree.LimitTree.Level;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.Session;
import org.hibernate.query.NativeQuery;

/// Shows limits as they stand on each other, a page of teams at a time.
@ForActor
@ApplicationScoped
public class LimitTrees {
  /// How many keys of a team are shown: its own page has all.
  static final int KEYS_MAX = 10;

  /// How many members: the list of all limits has more.
  static final int MEMBERS_MAX = 50;

  private static final String TEAMS =
      """
      from team_records t left join limit_shares(:orgId) l on l.scope_id = t.id
      where t.org_id = :orgId and t.archived_at is null and (:everywhere or t.id = any(:teams))
        and strpos(lower(t.name), lower(:search)) > 0
      """;
  private static final String KEYS =
      """
      select k.id, k.name, k.team_id, coalesce(k.owner_id, k.id), k.in_all from (
        select k.id, k.name, k.team_id, k.owner_id, count(*) over (partition by k.team_id) as in_all,
               row_number() over (partition by k.team_id order by l.share desc nulls last, lower(k.name), k.id) as place
        from key_records k left join limit_shares(:orgId) l on l.scope_id = k.id
        where k.org_id = :orgId and k.team_id = any(:teams) and k.revoked_at is null
          and (k.expires_at is null or k.expires_at > now())) k
      where k.place <= :most order by k.team_id, k.place
      """;
  private static final String MEMBERS =
      """
      select m.user_id, m.name from member_records m join limit_shares(:orgId) l on l.scope_id = m.user_id
      where m.org_id = :orgId order by l.share desc, lower(m.name), m.user_id
      """;

  private final Session session;
  private final LimitStatuses statuses;
  private final LimitScopes scopes;

  LimitTrees(Session session, LimitStatuses statuses, LimitScopes scopes) {
    this.session = session;
    this.statuses = statuses;
    this.scopes = scopes;
  }

  /// The orders in which teams are listed.
  public enum Sort {
    NAME("lower(t.name), t.id"),
    TIGHTEST("l.share desc nulls last, lower(t.name), t.id");

    private final String columns;

    Sort(String columns) {
      this.columns = columns;
    }
  }

  /// As stored.
  record TeamRow(UUID id, String name) {
    NamedScope scope() {
      return new NamedScope(Scope.team(id), name, true, id);
    }
  }

  /// As stored.
  ///
  /// @param owner the member who owns it; its own id for a service key
  record KeyRow(UUID id, String name, UUID teamId, UUID owner, long inAll) {
    NamedScope scope() {
      return new NamedScope(Scope.key(id), name, true, teamId);
    }
  }

  /// As stored.
  record MemberRow(UUID id, String name) {
    NamedScope scope() {
      return new NamedScope(Scope.member(id), name, true, null);
    }
  }

  /// @param query part of a team's name, by a `Sort`
  public LimitTree list(Actor actor, ListQuery query) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_LIMITS);
    UUID orgId = actor.orgId();
    List<TeamRow> teams = teams(orgId, reach, query);
    List<KeyRow> keys = keys(orgId, teams.stream().map(TeamRow::id).toList());
    List<MemberRow> members = reach.everywhere() ? members(orgId) : List.of();
    Map<UUID, List<LimitStatus>> limits =
        statuses.of(
            orgId,
            Stream.of(
                    Stream.of(orgId),
                    teams.stream().map(TeamRow::id),
                    keys.stream().flatMap(key -> Stream.of(key.id(), key.owner())),
                    members.stream().map(MemberRow::id))
                .flatMap(ids -> ids)
                .toList());
    Level organization =
        reach.everywhere()
            ? Level.of(
                scopes.namedOrThrow(orgId, Scope.organization(orgId)), of(orgId, limits), null)
            : null;
    Money over = organization == null ? null : organization.free();
    Map<UUID, List<KeyRow>> byTeam = keys.stream().collect(Collectors.groupingBy(KeyRow::teamId));
    List<Branch> branches = new ArrayList<>();
    for (TeamRow team : teams) {
      List<KeyRow> own = byTeam.getOrDefault(team.id(), List.of());
      Level level = Level.of(team.scope(), of(team.id(), limits), over);
      branches.add(
          new Branch(
              level,
              own.stream()
                  .map(key -> {
                    Money above =
                        reach.everywhere()
                            ? Level.least(level.free(), of(key.owner(), limits))
                            : level.free();
                    return Level.of(key.scope(), of(key.id(), limits), above);
                  })
                  .toList(),
              own.isEmpty() ? 0 : own.getFirst().inAll()));
    }
    return new LimitTree(
        organization,
        new PageOf<>(branches, query.page(), found(orgId, reach, query)),
        members.stream()
            .limit(MEMBERS_MAX)
            .map(member -> Level.of(member.scope(), of(member.id(), limits), over))
            .toList(),
        members.size() > MEMBERS_MAX);
  }

  private static List<LimitStatus> of(UUID scopeId, Map<UUID, List<LimitStatus>> limits) {
    return limits.getOrDefault(scopeId, List.of());
  }

  private List<TeamRow> teams(UUID orgId, Reach reach, ListQuery query) {
    String order = query.directed("order by " + query.order(Sort.class).columns);
    return matching(
            session.createNativeQuery("select t.id, t.name " + TEAMS + order, TeamRow.class),
            orgId,
            reach,
            query)
        .setFirstResult(PageOf.offset(query.page()))
        .setMaxResults(PageOf.SIZE)
        .getResultList();
  }

  private long found(UUID orgId, Reach reach, ListQuery query) {
    return matching(
            session.createNativeQuery("select count(*) " + TEAMS, Long.class), orgId, reach, query)
        .getSingleResult();
  }

  private static <T> NativeQuery<T> matching(
      NativeQuery<T> statement, UUID orgId, Reach reach, ListQuery query) {
    return statement
        .setParameter("orgId", orgId)
        .setParameter("everywhere", reach.everywhere())
        .setParameter("teams", reach.teamIds())
        .setParameter("search", query.search());
  }

  private List<KeyRow> keys(UUID orgId, List<UUID> teams) {
    return session
        .createNativeQuery(KEYS, KeyRow.class)
        .setParameter("orgId", orgId)
        .setParameter("teams", teams.toArray(UUID[]::new))
        .setParameter("most", KEYS_MAX)
        .getResultList();
  }

  /// One more than is shown, which tells that there are more.
  private List<MemberRow> members(UUID orgId) {
    return session
        .createNativeQuery(MEMBERS, MemberRow.class)
        .setParameter("orgId", orgId)
        .setMaxResults(MEMBERS_MAX + 1)
        .getResultList();
  }
}
