package ai.nemorouter.sso.rule;

import java.util.List;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.annotations.processing.HQL;
import org.jspecify.annotations.Nullable;

/// Fixed statements about rules, checked when they are compiled. They name the organization
/// themselves, because transactions across organizations ask them too.
public interface SsoRuleQueries {
  Session session();

  /// @return 0 if there is a rule for that value and team
  @HQL(
      """
      insert into SsoRuleEntity (orgId, id, claim, claimed, teamId, role)
      values (:orgId, :id, :claim, :value, :teamId, :role) on conflict do nothing
      """)
  int insert(UUID orgId, UUID id, String claim, String value, @Nullable UUID teamId, String role);

  @HQL("select count(r) from SsoRuleEntity r where r.orgId = :orgId")
  long count(UUID orgId);

  @HQL("delete from SsoRuleEntity r where r.orgId = :orgId and r.id = :id")
  int delete(UUID orgId, UUID id);

  /// How many give that role.
  @HQL("select count(r) from SsoRuleEntity r where r.orgId = :orgId and r.role = :role")
  long giving(UUID orgId, String role);

  /// How many are about claims of that kind.
  ///
  /// @param everywhere whether in any organization, instead of those alone
  @HQL(
      """
      select count(r) from SsoRuleEntity r
      where r.claim = :kind and (:everywhere = true or r.orgId in :organizations)
      """)
  long lookingAt(String kind, boolean everywhere, List<UUID> organizations);
}
