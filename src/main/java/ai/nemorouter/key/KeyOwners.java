package ai.nemorouter.key;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Reach;
import ai.nemorouter.access.Role;
import ai.nemorouter.limit.LimitStatus;
import ai.nemorouter.limit.Limits;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.InvalidInputException;
import ai.nemorouter.platform.NotFoundException;
import ai.nemorouter.platform.PageOf;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/// The members of an organization as the owners of keys: who has how many, what they spend and what
/// limits them.
@ApplicationScoped
public class KeyOwners {
  private static final int CHOICES_MAX = 500;

  private static final RowMapper<MemberOverview> ROW =
      (row, context) ->
          new MemberOverview(
              row.getObject("user_id", UUID.class),
              row.getString("name"),
              row.getString("email"),
              row.getString("role_name"),
              row.getObject("created_at", OffsetDateTime.class).toInstant(),
              row.getLong("keys"),
              Money.ofNanos(row.getLong("spend")),
              List.of());

  private static final String MEMBERS =
      """
      select m.user_id, u.name, u.email, m.created_at,
        coalesce((select r.name from roles r where r.org_id = m.org_id and r.slug = m.role), initcap(m.role)) as role_name,
        (select count(*) from keys k where k.org_id = m.org_id and k.owner_id = m.user_id
           and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())) as keys,
        (select coalesce(sum(c.cost), 0)::bigint from keys k join calls c on c.org_id = k.org_id and c.key_id = k.id
          where k.org_id = m.org_id and k.owner_id = m.user_id
            and c.id >= first_id_of(date_trunc('month', now(), o.timezone) - interval '1 hour')
            and c.started_at >= date_trunc('month', now(), o.timezone)) as spend
      from members m
      join users u on u.id = m.user_id
      join organizations o on o.id = m.org_id
      where m.org_id = :orgId
      """;

  /// Of members: who is in one of the teams, or may by their role have keys in all of them.
  private static final String ELIGIBLE =
      """
      m.org_id = :orgId and m.suspended_at is null and (m.role = any(:wideRoles)
        or exists (select from roles r where r.org_id = m.org_id and r.level = 'organization' and r.slug = m.role
             and 'CHANGE_OWN_KEYS' = any(r.permissions))
        or exists (select from team_members t where t.org_id = m.org_id and t.user_id = m.user_id
             and (:anyTeam or t.team_id = any(:teams))))
      """;

  private static final List<String> WIDE_ROLES =
      Role.builtIn(Role.Level.ORGANIZATION).stream()
          .filter(role -> role.allows(Permission.CHANGE_OWN_KEYS))
          .map(Role::slug)
          .toList();
  private static final String SEARCHED =
      " and strpos(lower(u.name || ' ' || u.email), lower(:search)) > 0";

  private final Database database;
  private final Limits limits;

  KeyOwners(Database database, Limits limits) {
    this.database = database;
    this.limits = limits;
  }

  /// The orders in which members are listed.
  public enum Sort {
    NAME("lower(u.name), m.user_id"),
    KEYS("keys desc, lower(u.name), m.user_id"),
    SPEND("spend desc, lower(u.name), m.user_id");

    private final String columns;

    Sort(String columns) {
      this.columns = columns;
    }
  }

  /// @param search part of a name or e-mail address; empty for all
  public record Filter(String search, Sort sort, int page) {
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
              members(handle, actor.orgId(), SEARCHED + " order by " + filter.sort().columns)
                  .bind("search", filter.search())
                  .bind("size", PageOf.SIZE)
                  .bind("offset", PageOf.offset(filter.page()))
                  .map(ROW)
                  .list();
          List<UUID> ids = page.stream().map(MemberOverview::id).toList();
          Map<UUID, List<LimitStatus>> own = limits.listAll(handle, actor.orgId(), ids);
          return new PageOf<>(
              page.stream()
                  .map(member -> member.with(own.getOrDefault(member.id(), List.of())))
                  .toList(),
              filter.page(),
              count(handle, actor.orgId(), filter));
        });
  }

  public MemberOverview find(Actor actor, UUID userId) {
    actor.authorizeOrThrow(Permission.VIEW_MEMBERS);
    return database
        .of(actor.orgId())
        .read(handle -> {
          MemberOverview member =
              members(handle, actor.orgId(), " and m.user_id = :userId")
                  .bind("userId", userId)
                  .bind("size", 1)
                  .bind("offset", 0)
                  .map(ROW)
                  .findOne()
                  .orElseThrow(() -> new NotFoundException("member"));
          return member.with(
              limits
                  .listAll(handle, actor.orgId(), List.of(userId))
                  .getOrDefault(userId, List.of()));
        });
  }

  /// For a form to choose from, by name: whoever could own a key in a team in which this actor may
  /// make keys of anybody.
  public List<KeyOverview.Owner> choices(Actor actor) {
    Reach reach = actor.reachOrThrow(Permission.CHANGE_KEYS);
    return database
        .of(actor.orgId())
        .read(handle ->
            handle
                .createQuery(
                    "select u.id, u.name, u.email from members m join users u on u.id = m.user_id where "
                        + ELIGIBLE
                        + " order by lower(u.name), u.id limit :limit")
                .bind("orgId", actor.orgId())
                .bind("anyTeam", reach.everywhere())
                .bindArray("teams", UUID.class, reach.teams())
                .bindArray("wideRoles", String.class, WIDE_ROLES)
                .bind("limit", CHOICES_MAX)
                .map(ConstructorMapper.of(KeyOverview.Owner.class))
                .list());
  }

  /// The member that a program names; null for nobody.
  ///
  /// @param reference an e-mail address in any case, or an id
  public @Nullable UUID idOrThrow(Actor actor, @Nullable String reference) {
    KeyRights.mintOrThrow(actor);
    if (reference == null) {
      return null;
    }
    return database
        .of(actor.orgId())
        .read(handle ->
            handle
                .createQuery(
                    """
                    select u.id from members m join users u on u.id = m.user_id
                    where m.org_id = :orgId and (lower(u.email) = lower(:reference) or u.id::text = lower(:reference))
                    """)
                .bind("orgId", actor.orgId())
                .bind("reference", reference)
                .mapTo(UUID.class)
                .findOne()
                .orElseThrow(KeyOwners::noSuchMember));
  }

  /// Only who belongs to a team, or has keys in all of them, can own a key in it.
  ///
  /// @param userId null for a service key
  static void requireEligible(Handle handle, UUID orgId, UUID teamId, @Nullable UUID userId) {
    if (userId == null) {
      return;
    }
    boolean eligible =
        handle
            .createQuery(
                "select true from members m where m.user_id = :userId and "
                    + ELIGIBLE
                    + " for key share of m")
            .bind("orgId", orgId)
            .bind("userId", userId)
            .bind("anyTeam", false)
            .bindArray("teams", UUID.class, teamId)
            .bindArray("wideRoles", String.class, WIDE_ROLES)
            .mapTo(Boolean.class)
            .findOne()
            .isPresent();
    if (!eligible) {
      throw isMember(handle, orgId, userId)
          ? new InvalidInputException(
              "owner", "This member is not in the team. Add them to it first, or choose another.")
          : noSuchMember();
    }
  }

  private static boolean isMember(Handle handle, UUID orgId, UUID userId) {
    return handle
        .select(
            "select true from members where org_id = ? and user_id = ? and suspended_at is null",
            orgId,
            userId)
        .mapTo(Boolean.class)
        .findOne()
        .isPresent();
  }

  private static InvalidInputException noSuchMember() {
    return new InvalidInputException(
        "owner", "There is no such member. Name one by e-mail address or id.");
  }

  private static Query members(Handle handle, UUID orgId, String more) {
    return handle.createQuery(MEMBERS + more + " limit :size offset :offset").bind("orgId", orgId);
  }

  private static long count(Handle handle, UUID orgId, Filter filter) {
    return handle
        .createQuery(
            "select count(*) from members m join users u on u.id = m.user_id where m.org_id = :orgId"
                + SEARCHED)
        .bind("orgId", orgId)
        .bind("search", filter.search())
        .mapTo(Long.class)
        .one();
  }
}
