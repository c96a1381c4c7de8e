package ai.nemorouter.organization;

import ai.nemorouter.access.SignedIn;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Parameters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The rows of organizations: records for who reads, and entities, locked, for who changes.
@ApplicationScoped
public class OrganizationRows implements PanacheRepositoryBase<OrganizationEntity, UUID> {
  private static final String SHOWN =
      """
      select o.id, o.slug, o.name, o.timezone, o.demo, o.contactEmail, o.ownersSuspendedAt,
        o.operatorsSuspendedAt, o.operatorsReason, o.deletionDueAt
      from OrganizationEntity o
      """;

  /// Those whose deletion has not begun: the others are closed to everybody.
  private static final String ENTERABLE =
      " and (o.deletionDueAt is null or o.deletionDueAt > instant)";

  private static final String FIGURES =
      """
      select o.id, o.createdAt, (select count(m) from MemberEntity m where m.orgId = o.id) as members,
        function(credit_left as Long, o.id) as credit,
        function(spend_of_month as Long, o.id) as spend
      from OrganizationEntity o
      """;

  private static final String MATCHING =
      """
      where o.deletedAt is null
        and locate(lower(:search), lower(o.name || ' ' || o.slug || ' ' || coalesce(o.contactEmail, '')
          || ' ' || cast(o.id as String))) > 0
        and (:active = false or o.suspendedAt is null)
        and (:suspended = false or (o.suspendedAt is not null and o.deletionRequestedAt is null))
        and (:deleting = false or o.deletionRequestedAt is not null)
      """;

  /// What a list for operators shows beside an organization.
  record Figures(UUID id, Instant createdAt, Long members, Long credit, Long spend) {}

  PageOf<Figures> page(ListQuery query) {
    return PageOf.of(
        find(
                FIGURES
                    + MATCHING
                    + query.directed(order(query.order(OperatorOrganizations.Sort.class))),
                Parameters.with("search", query.search())
                    .and("active", query.shows(OperatorOrganizations.ACTIVE))
                    .and("suspended", query.shows(OperatorOrganizations.SUSPENDED))
                    .and("deleting", query.shows(OperatorOrganizations.DELETING)))
            .project(Figures.class),
        query.page());
  }

  private static String order(OperatorOrganizations.Sort sort) {
    return switch (sort) {
      case NAME -> " order by lower(o.name), o.id";
      case MEMBERS -> " order by members desc, lower(o.name), o.id";
      case CREDIT -> " order by credit, lower(o.name), o.id";
      case NEWEST -> " order by o.createdAt desc, o.id desc";
    };
  }

  public Map<UUID, Organization> byId(List<UUID> ids) {
    return find(SHOWN + " where o.id in :ids", Parameters.with("ids", ids))
        .project(Organization.class)
        .stream()
        .collect(Collectors.toMap(Organization::id, Function.identity()));
  }

  Optional<Organization> enterable(String slug) {
    return find(SHOWN + " where o.slug = :slug" + ENTERABLE, Parameters.with("slug", slug))
        .project(Organization.class)
        .firstResultOptional();
  }

  Organization enterableOrThrow(UUID orgId) {
    return find(SHOWN + " where o.id = :id" + ENTERABLE, Parameters.with("id", orgId))
        .project(Organization.class)
        .firstResultOptional()
        .orElseThrow(OrganizationRows::none);
  }

  /// Those that the person belongs to, the oldest first, then, for an operator, all others.
  List<Organization> of(SignedIn person, int max) {
    return find(
            SHOWN
                + """
                left join MemberEntity m on m.orgId = o.id and m.userId = :userId and m.suspendedAt is null
                where (m.userId is not null or :operator = true)
                """
                + ENTERABLE
                + " order by case when m.userId is null then 1 else 0 end, o.createdAt, o.id",
            Parameters.with("userId", person.userId()).and("operator", person.operator()))
        .project(Organization.class)
        .page(0, max)
        .list();
  }

  public Organization getOrThrow(UUID orgId) {
    return find(SHOWN + " where o.id = :id", Parameters.with("id", orgId))
        .project(Organization.class)
        .firstResultOptional()
        .orElseThrow(OrganizationRows::none);
  }

  /// The organization, kept from changing until the transaction ends.
  ///
  /// @throws NotFoundException also for one whose deletion has begun
  public OrganizationEntity lockOrThrow(UUID orgId, Instant now) {
    return locked(orgId).filter(one -> !one.isDue(now)).orElseThrow(OrganizationRows::none);
  }

  public Optional<OrganizationEntity> locked(UUID orgId) {
    return find("id", orgId).withLock(LockModeType.PESSIMISTIC_WRITE).firstResultOptional();
  }

  /// Waits until no other node sets up organizations; the turn ends with the transaction.
  void lockForCreation() {
    getSession()
        .createNativeQuery(
            "select 1 from pg_advisory_xact_lock(hashtext('nemorouter.organizations'))",
            Integer.class)
        .getSingleResult();
  }

  /// Days are counted in the database, which has time zones of its own.
  boolean knowsTimezone(String name) {
    return getSession()
        .createNativeQuery(
            "select exists (select from pg_timezone_names where name = :name)", Boolean.class)
        .setParameter("name", name)
        .getSingleResult();
  }

  /// @return how many rows were deleted; 0 once nothing is left
  long deleteSome(UUID orgId, int max) {
    return getSession()
        .createNativeQuery("select delete_organization_rows(:orgId, :max)", Long.class)
        .setParameter("orgId", orgId)
        .setParameter("max", max)
        .getSingleResult();
  }

  boolean hasLeftovers(UUID orgId) {
    return getSession()
        .createNativeQuery("select cardinality(organization_leftovers(:orgId)) > 0", Boolean.class)
        .setParameter("orgId", orgId)
        .getSingleResult();
  }

  private static NotFoundException none() {
    return new NotFoundException("organization");
  }
}
