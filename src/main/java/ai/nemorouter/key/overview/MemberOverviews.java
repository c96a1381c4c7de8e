package ai.nemorouter.key.overview;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.limit.LimitStatus;
import ai.nemorouter.limit.Limits;
import ai.nemorouter.money.Money;
import ai.nemorouter.organization.member.Member;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.list.PageOf;
import ai.nemorouter.platform.list.SortWord;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.query.NativeQuery;
import org.jspecify.annotations.Nullable;

/// The members of an organization with what they have and use: how many keys, what they spend and
/// what limits them.
@ForActor
@ApplicationScoped
public class MemberOverviews {
  /// How many rows a file has at most.
  private static final int FILE_MAX = 10_000;

  private static final String MEMBERS =
      """
      select m.user_id, u.name, u.email, m.role, m.source, m.created_at as joined_at, m.suspended_at,
        coalesce((select r.name from roles r where r.org_id = m.org_id and r.slug = m.role), initcap(m.role)) as role_name,
        (select count(*) from keys k where k.org_id = m.org_id and k.owner_id = m.user_id
           and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())) as keys,
        case when :seesSpend or m.user_id = :self then coalesce(s.spend, 0) end as spend, a.last_seen_at, coalesce(a.suspended, false) as account_suspended, a.second_factor,
        (select string_agg(concat(t.name, ' (', coalesce(r.name, initcap(n.role)), ')'), '\n' order by lower(t.name))
           from team_members n
           join teams t on t.org_id = n.org_id and t.id = n.team_id and t.archived_at is null
           left join roles r on r.org_id = n.org_id and r.slug = n.role
          where n.org_id = m.org_id and n.user_id = m.user_id) as teams
      from members m
      join users u on u.id = m.user_id
      left join lateral member_account(m.org_id, m.user_id) a on true
      left join limit_shares(:orgId) l on l.scope_id = m.user_id and (:seesLimits or m.user_id = :self)
      left join (
        select c.member_id, bounded(sum(c.cost)) as spend
        from organization_records o, charged(:orgId, date_trunc('month', now(), o.timezone), now() + interval '1 hour') c
        where o.id = :orgId and c.member_id is not null
        group by c.member_id) s on s.member_id = m.user_id
      where m.org_id = :orgId
      """;
  private static final String COUNT =
      """
      select count(*) from members m join users u on u.id = m.user_id
      left join lateral member_account(m.org_id, m.user_id) a on true
      where m.org_id = :orgId
      """;
  private static final String MATCHING =
      """
       and strpos(lower(u.name || ' ' || u.email), lower(:search)) > 0
        and (:role = '' or m.role = :role) and (:source = '' or m.source = :source)
        and (:state not in ('active', 'suspended') or (m.suspended_at is null) = (:state = 'active'))
        and (:state <> 'no-second-factor' or (m.suspended_at is null and not a.suspended and not a.second_factor))
      """;

  private final Session session;
  private final Limits limits;

  MemberOverviews(Session session, Limits limits) {
    this.session = session;
    this.limits = limits;
  }

  /// A row of the report.
  record Row(
      UUID userId,
      String name,
      String email,
      String role,
      String source,
      Instant joinedAt,
      @Nullable Instant suspendedAt,
      String roleName,
      long keys,
      @Nullable Long spend,
      @Nullable Instant lastSeenAt,
      boolean accountSuspended,
      @Nullable Boolean secondFactor,
      @Nullable String teams) {
    MemberOverview overview() {
      Member member = new Member(userId, name, email, role, source, joinedAt, suspendedAt);
      return new MemberOverview(
          member,
          roleName,
          teams == null ? List.of() : teams.lines().toList(),
          new MemberOverview.Account(lastSeenAt, accountSuspended, secondFactor),
          keys,
          spend == null ? null : Money.ofNanos(spend),
          null);
    }
  }

  /// The orders in which members are listed.
  public enum Sort {
    NAME("lower(u.name), m.user_id"),
    NEWEST("m.created_at desc, m.user_id"),
    KEYS("keys desc, lower(u.name), m.user_id"),
    SPEND("spend desc nulls last, lower(u.name), m.user_id"),
    SEEN("a.last_seen_at desc nulls last, lower(u.name), m.user_id"),
    LIMIT("l.share desc nulls last, lower(u.name), m.user_id");

    private final String columns;

    Sort(String columns) {
      this.columns = columns;
    }
  }

  /// @param search part of a name or e-mail address; empty for all
  /// @param role only those with the role of that slug; empty for all
  /// @param state `active`, `suspended` or `no-second-factor`; empty for all
  /// @param source `local` or `sso`; empty for all
  /// @param reversed whether the other way round than `sort` usually is
  public record Filter(
      String search,
      String role,
      String state,
      String source,
      Sort sort,
      boolean reversed,
      int page) {
    public Filter {
      search = search.strip();
      page = PageOf.within(page);
    }
  }

  public PageOf<MemberOverview> list(Actor actor, Filter filter) {
    actor.authorizeOrThrow(Permission.VIEW_MEMBERS);
    List<Row> page =
        sorted(actor, filter)
            .setFirstResult(PageOf.offset(filter.page()))
            .setMaxResults(PageOf.SIZE)
            .getResultList();
    long found =
        matching(session.createNativeQuery(COUNT + MATCHING, Long.class), actor.orgId(), filter)
            .getSingleResult();
    return new PageOf<>(withLimits(actor, page), filter.page(), found);
  }

  /// The same on all pages, for a file.
  public List<MemberOverview> all(Actor actor, Filter filter) {
    actor.authorizeOrThrow(Permission.VIEW_MEMBERS);
    return withLimits(actor, sorted(actor, filter).setMaxResults(FILE_MAX).getResultList());
  }

  private NativeQuery<Row> sorted(Actor actor, Filter filter) {
    String columns = filter.sort().columns;
    String order = filter.reversed() ? SortWord.reversed(columns) : columns;
    return matching(
        visible(
            session.createNativeQuery(MEMBERS + MATCHING + " order by " + order, Row.class), actor),
        actor.orgId(),
        filter);
  }

  private static NativeQuery<Row> visible(NativeQuery<Row> query, Actor actor) {
    return query
        .setParameter("seesSpend", actor.may(Permission.VIEW_OVERVIEW))
        .setParameter("seesLimits", actor.may(Permission.VIEW_LIMITS))
        .setParameter("self", self(actor), UUID.class);
  }

  /// Null for a program: it is no member.
  private static @Nullable UUID self(Actor actor) {
    return actor instanceof Actor.Person person ? person.userId() : null;
  }

  /// Everybody may look at themselves. For actors who may not see members, all others do not exist.
  public MemberOverview find(Actor actor, UUID userId) {
    if (!userId.equals(self(actor)) && !actor.may(Permission.VIEW_MEMBERS)) {
      throw new NotFoundException("member");
    }
    return member(actor, userId).orElseThrow(() -> new NotFoundException("member"));
  }

  /// The person as a member; empty for operators who are not members here.
  public Optional<MemberOverview> own(Actor.Person person) {
    return member(person, person.userId());
  }

  private Optional<MemberOverview> member(Actor actor, UUID userId) {
    List<Row> found =
        visible(session.createNativeQuery(MEMBERS + " and m.user_id = :userId", Row.class), actor)
            .setParameter("orgId", actor.orgId())
            .setParameter("userId", userId)
            .getResultList();
    return withLimits(actor, found).stream().findFirst();
  }

  private List<MemberOverview> withLimits(Actor actor, List<Row> rows) {
    List<UUID> ids = rows.stream().map(Row::userId).toList();
    Map<UUID, List<LimitStatus>> own = limits.of(actor.orgId(), ids);
    return rows.stream()
        .map(row -> {
          boolean sees = actor.may(Permission.VIEW_LIMITS) || row.userId().equals(self(actor));
          return sees
              ? row.overview().with(own.getOrDefault(row.userId(), List.of()))
              : row.overview();
        })
        .toList();
  }

  private static <T> NativeQuery<T> matching(NativeQuery<T> query, UUID orgId, Filter filter) {
    return query
        .setParameter("orgId", orgId)
        .setParameter("search", filter.search())
        .setParameter("role", filter.role())
        .setParameter("state", filter.state())
        .setParameter("source", filter.source());
  }
}
