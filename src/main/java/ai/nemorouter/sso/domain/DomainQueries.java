package ai.nemorouter.sso.domain;

import java.util.List;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.annotations.processing.HQL;

/// Fixed statements about e-mail domains, checked when they are compiled. They name the
/// organization themselves, because transactions across organizations ask them too.
interface DomainQueries {
  Session session();

  @HQL(
      """
      select d.orgId, d.domain, d.requestedAt, d.requestedBy, d.approvedAt, d.approvedBy
      from DomainEntity d where d.orgId = :orgId order by d.domain
      """)
  List<Domains.Domain> of(UUID orgId);

  @HQL("select count(d) from DomainEntity d where d.orgId = :orgId")
  long count(UUID orgId);

  /// @return 0 if the organization asked for it already
  @HQL(
      """
      insert into DomainEntity (orgId, domain, requestedBy) values (:orgId, :domain, :requestedBy)
      on conflict do nothing
      """)
  int insert(UUID orgId, String domain, String requestedBy);

  @HQL("delete from DomainEntity d where d.orgId = :orgId and d.domain = :domain")
  int delete(UUID orgId, String domain);

  /// Those of the organization that bind it.
  @HQL(
      """
      select d.domain from DomainEntity d
      where d.orgId = :orgId and d.approvedAt is not null order by d.domain
      """)
  List<String> approved(UUID orgId);

  /// The organization that has the domain; at most one.
  @HQL(
      """
      select d.orgId from DomainEntity d where d.domain = :domain and d.approvedAt is not null
      """)
  List<UUID> owner(String domain);
}
