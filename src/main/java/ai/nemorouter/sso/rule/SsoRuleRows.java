package ai.nemorouter.sso.rule;

import ai.nemorouter.access.Role;
import ai.nemorouter.organization.role.Roles;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import ai.nemorouter.sso.provider.Claims;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.query.NativeQuery;
import org.jspecify.annotations.Nullable;

/// The rows of rules, read with the names of what they give. Teams are joined also where they are
/// archived.
@ApplicationScoped
public class SsoRuleRows implements PanacheRepositoryBase<SsoRuleEntity, UUID> {
  private static final String FROM =
      """
      from sso_rules r left join teams t on t.org_id = r.org_id and t.id = r.team_id
      where r.org_id = :orgId
      """;

  private static final String SELECT =
      "select r.id, r.claim, r.value, r.team_id, r.role, r.created_at, t.name as team_name " + FROM;

  private static final String IN_USE = " and t.archived_at is null";

  private static final String MATCHING = " and strpos(lower(r.value), lower(:search)) > 0 ";

  /// A condition on `r`, with the person's values as parameters.
  private static final String HELD =
      """
      (r.claim = 'group' and r.value = any(:groups))
        or (r.claim = 'role' and r.value = any(:roles))
        or (r.claim = 'organization' and r.value = any(:organizations))
      """;

  private final Roles roles;

  SsoRuleRows(Roles roles) {
    this.roles = roles;
  }

  /// A rule as it is stored.
  record Stored(
      UUID id,
      String claim,
      String value,
      @Nullable UUID teamId,
      String role,
      Instant createdAt,
      @Nullable String teamName) {}

  /// An organization that a person belongs to, or may.
  public record Found(UUID id, String slug) {}

  /// The rules that the person's claims meet, without those for teams and roles that are no more.
  public List<SsoRule> matching(UUID orgId, Claims claims) {
    return standing(orgId, bound(select(" and (" + HELD + ")" + IN_USE, orgId), claims));
  }

  /// All rules of the organization about claims of these kinds, without those for teams and roles
  /// that are no more.
  public List<SsoRule> about(UUID orgId, Set<Claims.Kind> kinds) {
    return standing(
        orgId,
        select(" and r.claim = any(:kinds)" + IN_USE, orgId)
            .setParameter("kinds", words(kinds).toArray(String[]::new)));
  }

  public static List<String> words(Set<Claims.Kind> kinds) {
    return kinds.stream().map(Claims.Kind::word).sorted().toList();
  }

  PageOf<SsoRule> page(UUID orgId, ListQuery query) {
    long count =
        getSession()
            .createNativeQuery("select count(*) " + FROM + MATCHING, Long.class)
            .setParameter("orgId", orgId)
            .setParameter("search", query.search())
            .getSingleResult();
    List<SsoRule> rules =
        select(MATCHING + query.directed(order(query.order(SsoRules.Sort.class))), orgId)
            .setParameter("search", query.search())
            .setFirstResult(PageOf.offset(query.page()))
            .setMaxResults(PageOf.SIZE)
            .getResultStream()
            .map(named(orgId))
            .toList();
    return new PageOf<>(rules, query.page(), count);
  }

  private static String order(SsoRules.Sort sort) {
    return switch (sort) {
      case VALUE -> " order by lower(r.value), r.id";
      case ROLE -> " order by r.role, lower(r.value), r.id";
      case NEWEST -> " order by r.id desc";
    };
  }

  SsoRule getOrThrow(UUID orgId, UUID id) {
    return select(" and r.id = :id", orgId)
        .setParameter("id", id)
        .uniqueResultOptional()
        .map(named(orgId))
        .orElseThrow(SsoRuleRows::none);
  }

  /// The row, kept from changing until the transaction ends.
  public SsoRuleEntity lockOrThrow(UUID orgId, UUID id) {
    return find("orgId = ?1 and id = ?2", orgId, id)
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .firstResultOptional()
        .orElseThrow(SsoRuleRows::none);
  }

  /// Organizations in use, asked across all of them, in the order of their ids.
  ///
  /// @param held those that the person belongs to
  /// @param admitted the slugs of those that the installation admits them to
  /// @param rulesAdmit whether a rule of an organization does so by itself
  public List<Found> organizations(
      Collection<UUID> held, Collection<String> admitted, boolean rulesAdmit, Claims claims) {
    return bound(
            getSession()
                .createNativeQuery(
                    """
                    select o.id, o.slug from organization_records o
                    where (o.deletion_due_at is null or o.deletion_due_at > now())
                      and (o.id = any(:held) or o.slug = any(:admitted)
                        or (:rulesAdmit and o.id in (select r.org_id from sso_rules r where %s)))
                    order by o.id
                    """
                        .formatted(HELD),
                    Found.class)
                .setParameter("held", held.toArray(UUID[]::new))
                .setParameter("admitted", admitted.toArray(String[]::new))
                .setParameter("rulesAdmit", rulesAdmit),
            claims)
        .getResultList();
  }

  private NativeQuery<Stored> select(String condition, UUID orgId) {
    return getSession()
        .createNativeQuery(SELECT + condition, Stored.class)
        .setParameter("orgId", orgId);
  }

  private static <T> NativeQuery<T> bound(NativeQuery<T> query, Claims claims) {
    return query
        .setParameter("groups", claims.groups().toArray(String[]::new))
        .setParameter("roles", claims.roles().toArray(String[]::new))
        .setParameter("organizations", claims.organizations().toArray(String[]::new));
  }

  private List<SsoRule> standing(UUID orgId, NativeQuery<Stored> query) {
    return query.getResultStream().map(named(orgId)).filter(rule -> rule.rank() >= 0).toList();
  }

  /// A role that is no more has the rank -1.
  private Function<Stored, SsoRule> named(UUID orgId) {
    Map<Role.Level, List<Role>> known =
        Stream.of(Role.Level.values())
            .collect(Collectors.toMap(level -> level, level -> roles.choices(orgId, level)));
    return stored -> {
      List<Role> possible =
          known.getOrDefault(
              stored.teamId() == null ? Role.Level.ORGANIZATION : Role.Level.TEAM, List.of());
      int rank = -1;
      String name = stored.role() + " (no such role any more)";
      for (int i = 0; i < possible.size(); i++) {
        if (possible.get(i).slug().equals(stored.role())) {
          rank = i;
          name = possible.get(i).name();
        }
      }
      return new SsoRule(
          stored.id(),
          Claims.Kind.of(stored.claim()).orElseThrow(),
          stored.value(),
          stored.teamId(),
          stored.teamName(),
          stored.role(),
          name,
          rank,
          stored.createdAt());
    };
  }

  private static NotFoundException none() {
    return new NotFoundException("rule");
  }
}
