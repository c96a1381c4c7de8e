package ai.nemorouter.key;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.limit.LimitStatus;
import ai.nemorouter.limit.Limits;
import ai.nemorouter.money.Money;
import ai.nemorouter.organization.Member;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.NotFoundException;
import ai.nemorouter.platform.PageOf;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.Query;

/// The members of an organization with what they have and use: how many keys, what they spend and
/// what limits them.
@ApplicationScoped
public class MemberOverviews {
  private static final RowMapper<Member> MEMBER = ConstructorMapper.of(Member.class);
  private static final RowMapper<MemberOverview> ROW =
      (row, context) ->
          new MemberOverview(
              MEMBER.map(row, context),
              row.getString("role_name"),
              row.getLong("keys"),
              Money.ofNanos(row.getLong("spend")),
              List.of());

  private static final String MEMBERS =
      """
      select m.user_id, u.name, u.email, m.role, m.source, m.created_at as joined_at, m.suspended_at,
        coalesce((select r.name from roles r where r.org_id = m.org_id and r.slug = m.role), initcap(m.role)) as role_name,
        (select count(*) from keys k where k.org_id = m.org_id and k.owner_id = m.user_id
           and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())) as keys,
        (select bounded(coalesce(sum(c.cost), 0)) from calls c
          where c.org_id = m.org_id and c.member_id = m.user_id
            and c.id >= first_id_of(date_trunc('month', now(), o.timezone) - interval '1 hour')
            and c.started_at >= date_trunc('month', now(), o.timezone)) as spend
      from members m
      join users u on u.id = m.user_id
      join organizations o on o.id = m.org_id
      where m.org_id = :orgId
      """;
  private static final String MATCHING =
      """
       and strpos(lower(u.name || ' ' || u.email), lower(:search)) > 0
        and (:role = '' or m.role = :role) and (:source = '' or m.source = :source)
        and (:state = '' or (m.suspended_at is null) = (:state = 'active'))
      """;

  private final Database database;
  private final Limits limits;

  MemberOverviews(Database database, Limits limits) {
    this.database = database;
    this.limits = limits;
  }

  /// The orders in which members are listed.
  public enum Sort {
    NAME("lower(u.name), m.user_id"),
    NEWEST("m.created_at desc, m.user_id"),
    KEYS("keys desc, lower(u.name), m.user_id"),
    SPEND("spend desc, lower(u.name), m.user_id");

    private final String columns;

    Sort(String columns) {
      this.columns = columns;
    }
  }

  /// @param search part of a name or e-mail address; empty for all
  /// @param role only those with the role of that slug; empty for all
  /// @param state `active` or `suspended`; empty for all
  /// @param source `local` or `sso`; empty for all
  public record Filter(
      String search, String role, String state, String source, Sort sort, int page) {
    public Filter {
      search = search.strip();
      page = PageOf.within(page);
    }
  }

  public PageOf<MemberOverview> list(Actor actor, Filter filter) {
    actor.authorizeOrThrow(Permission.VIEW_MEMBERS);
    return database
        .of(actor.orgId())
        .read(handle -> {
          List<MemberOverview> page =
              matching(
                      handle.createQuery(
                          MEMBERS
                              + MATCHING
                              + " order by "
                              + filter.sort().columns
                              + " limit :size offset :offset"),
                      actor.orgId(),
                      filter)
                  .bind("size", PageOf.SIZE)
                  .bind("offset", PageOf.offset(filter.page()))
                  .map(ROW)
                  .list();
          List<UUID> ids = page.stream().map(overview -> overview.member().userId()).toList();
          Map<UUID, List<LimitStatus>> own = limits.listAll(handle, actor.orgId(), ids);
          return new PageOf<>(
              page.stream()
                  .map(overview ->
                      overview.with(own.getOrDefault(overview.member().userId(), List.of())))
                  .toList(),
              filter.page(),
              count(handle, actor.orgId(), filter));
        });
  }

  /// Everybody may look at themselves. To those who may not see members, all others are not there.
  public MemberOverview find(Actor actor, UUID userId) {
    boolean self = actor instanceof Actor.Person person && person.userId().equals(userId);
    if (!self && !actor.may(Permission.VIEW_MEMBERS)) {
      throw new NotFoundException("member");
    }
    return database
        .of(actor.orgId())
        .read(handle -> {
          MemberOverview overview =
              handle
                  .createQuery(MEMBERS + " and m.user_id = :userId")
                  .bind("orgId", actor.orgId())
                  .bind("userId", userId)
                  .map(ROW)
                  .findOne()
                  .orElseThrow(() -> new NotFoundException("member"));
          return overview.with(
              limits
                  .listAll(handle, actor.orgId(), List.of(userId))
                  .getOrDefault(userId, List.of()));
        });
  }

  private static long count(Handle handle, UUID orgId, Filter filter) {
    return matching(
            handle.createQuery(
                "select count(*) from members m join users u on u.id = m.user_id where m.org_id = :orgId"
                    + MATCHING),
            orgId,
            filter)
        .mapTo(Long.class)
        .one();
  }

  private static Query matching(Query query, UUID orgId, Filter filter) {
    return query
        .bind("orgId", orgId)
        .bind("search", filter.search())
        .bind("role", filter.role())
        .bind("state", filter.state())
        .bind("source", filter.source());
  }
}
