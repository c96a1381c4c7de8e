package ai.nemorouter.sso;

import ai.nemorouter.access.Role;
import ai.nemorouter.organization.Roles;
import ai.nemorouter.platform.PageOf;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/// Reads rules with the names of what they give.
final class RuleRows {
  private static final String SELECT =
      """
      select r.id, r.claim, r.value, r.team_id, r.role, r.created_at, t.name as team_name
      from sso_rules r left join teams t on t.org_id = r.org_id and t.id = r.team_id
      where r.org_id = :orgId
      """;

  private RuleRows() {}

  /// The rules that the person's claims meet, without those for teams and roles that are no more.
  static List<Rule> matching(Handle handle, Roles roles, UUID orgId, Claims claims) {
    return handle
        .createQuery(SELECT + " and (" + HELD + ") and t.archived_at is null")
        .bind("orgId", orgId)
        .bindArray("groups", String.class, claims.groups())
        .bindArray("roles", String.class, claims.roles())
        .bindArray("organizations", String.class, claims.organizations())
        .map(mapper(roles, orgId))
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }

  /// All rules of the organization about claims of these kinds, without those for teams and roles
  /// that are no more.
  static List<Rule> about(Handle handle, Roles roles, UUID orgId, Set<Claims.Kind> kinds) {
    return handle
        .createQuery(SELECT + " and r.claim = any(:kinds) and t.archived_at is null")
        .bind("orgId", orgId)
        .bindArray("kinds", String.class, words(kinds))
        .map(mapper(roles, orgId))
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }

  static List<String> words(Set<Claims.Kind> kinds) {
    return kinds.stream().map(Claims.Kind::word).sorted().toList();
  }

  /// A condition on `r`, with the person's values bound.
  static final String HELD =
      """
      (r.claim = 'group' and r.value = any(:groups))
        or (r.claim = 'role' and r.value = any(:roles))
        or (r.claim = 'organization' and r.value = any(:organizations))
      """;

  static PageOf<Rule> page(
      Handle handle, Roles roles, UUID orgId, String search, String order, int page) {
    String found = " and strpos(lower(r.value), lower(:search)) > 0 ";
    long count =
        handle
            .createQuery("select count(*) from (" + SELECT + found + ") as found")
            .bind("orgId", orgId)
            .bind("search", search)
            .mapTo(Long.class)
            .one();
    List<Rule> rules =
        handle
            .createQuery(SELECT + found + " order by " + order + " limit :limit offset :offset")
            .bind("orgId", orgId)
            .bind("search", search)
            .bind("limit", PageOf.SIZE)
            .bind("offset", PageOf.offset(page))
            .map(namedMapper(roles, orgId))
            .list();
    return new PageOf<>(rules, page, count);
  }

  static Optional<Rule> find(Handle handle, Roles roles, UUID orgId, UUID id) {
    return handle
        .createQuery(SELECT + " and r.id = :id")
        .bind("orgId", orgId)
        .bind("id", id)
        .map(namedMapper(roles, orgId))
        .findOne();
  }

  /// Keeps the rule from changing until the transaction ends.
  static void lock(Handle handle, UUID orgId, UUID id) {
    handle
        .select("select 1 from sso_rules where org_id = ? and id = ? for update", orgId, id)
        .mapTo(Integer.class)
        .findOne();
  }

  private static RowMapper<Optional<Rule>> mapper(Roles roles, UUID orgId) {
    RowMapper<Rule> named = namedMapper(roles, orgId);
    return (row, context) ->
        Optional.ofNullable(named.map(row, context)).filter(rule -> rule.rank() >= 0);
  }

  /// A role that is no more has the rank -1.
  private static RowMapper<Rule> namedMapper(Roles roles, UUID orgId) {
    Map<Role.Level, List<Role>> known =
        Stream.of(Role.Level.values())
            .collect(Collectors.toMap(level -> level, level -> roles.choices(orgId, level)));
    return (row, context) -> {
      @Nullable UUID teamId = row.getObject("team_id", UUID.class);
      String slug = row.getString("role");
      List<Role> possible =
          known.getOrDefault(teamId == null ? Role.Level.ORGANIZATION : Role.Level.TEAM, List.of());
      int rank = -1;
      String name = slug + " (no such role any more)";
      for (int i = 0; i < possible.size(); i++) {
        if (possible.get(i).slug().equals(slug)) {
          rank = i;
          name = possible.get(i).name();
        }
      }
      return new Rule(
          row.getObject("id", UUID.class),
          Claims.Kind.of(row.getString("claim")).orElseThrow(),
          row.getString("value"),
          teamId,
          row.getString("team_name"),
          slug,
          name,
          rank,
          row.getTimestamp("created_at").toInstant());
    };
  }
}
