package ai.nemorouter.sso.domain;

import ai.nemorouter.platform.list.PageOf;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.query.NativeQuery;
import org.jspecify.annotations.Nullable;

/// The rows of e-mail domains, as the operator of this installation sees them.
@ApplicationScoped
class DomainRows implements PanacheRepositoryBase<DomainEntity, DomainEntity.Key> {
  private static final String FROM =
      "from sso_domains d join organization_records o on o.id = d.org_id ";

  private static final String SELECT =
      """
      select d.org_id, d.domain, d.requested_at, d.requested_by, d.approved_at, d.approved_by,
        o.name as organization
      """
          + FROM;

  private static final String MATCHING =
      "where strpos(d.domain, lower(:search)) > 0 or strpos(lower(o.name), lower(:search)) > 0 ";

  /// A domain with the name of its organization.
  record Stored(
      UUID orgId,
      String domain,
      Instant requestedAt,
      String requestedBy,
      @Nullable Instant approvedAt,
      @Nullable String approvedBy,
      String organization) {
    Domains.Claimed claimed() {
      return new Domains.Claimed(
          new Domains.Domain(orgId, domain, requestedAt, requestedBy, approvedAt, approvedBy),
          organization);
    }
  }

  /// Those that wait for an answer first.
  PageOf<Domains.Claimed> page(String search, int page) {
    long count =
        getSession()
            .createNativeQuery("select count(*) " + FROM + MATCHING, Long.class)
            .setParameter("search", search)
            .getSingleResult();
    List<Domains.Claimed> found =
        select(MATCHING + "order by d.approved_at is not null, d.domain, d.org_id")
            .setParameter("search", search)
            .setFirstResult(PageOf.offset(page))
            .setMaxResults(PageOf.SIZE)
            .getResultStream()
            .map(Stored::claimed)
            .toList();
    return new PageOf<>(found, page, count);
  }

  Optional<Domains.Claimed> claimed(UUID orgId, String domain) {
    return select("where d.org_id = :orgId and d.domain = :domain")
        .setParameter("orgId", orgId)
        .setParameter("domain", domain)
        .uniqueResultOptional()
        .map(Stored::claimed);
  }

  /// All claims to the domain, held until the transaction ends.
  List<DomainEntity> lockAll(String domain) {
    return find("domain = ?1 order by orgId", domain)
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .list();
  }

  private NativeQuery<Stored> select(String condition) {
    return getSession().createNativeQuery(SELECT + condition, Stored.class);
  }
}
