package ai.nemorouter.organization.member;

import java.util.List;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.annotations.processing.HQL;

/// Fixed statements about members, checked when they are compiled. They name the organization
/// themselves, because transactions across organizations ask them too.
public interface MemberQueries {
  Session session();

  /// @return 0 if the person is a member already
  @HQL(
      """
      insert into MemberEntity (orgId, userId, role, source)
      values (:orgId, :userId, :role, :source) on conflict do nothing
      """)
  int insert(UUID orgId, UUID userId, String role, String source);

  @HQL("update MemberEntity m set m.role = :role where m.orgId = :orgId and m.userId = :userId")
  int assign(UUID orgId, UUID userId, String role);

  @HQL(
      """
      update MemberEntity m set m.suspendedAt = instant
      where m.orgId = :orgId and m.userId = :userId
      """)
  int suspend(UUID orgId, UUID userId);

  @HQL(
      """
      update MemberEntity m set m.suspendedAt = null
      where m.orgId = :orgId and m.userId = :userId
      """)
  int unsuspend(UUID orgId, UUID userId);

  @HQL("delete from MemberEntity m where m.orgId = :orgId and m.userId = :userId")
  int delete(UUID orgId, UUID userId);

  /// In every organization.
  @HQL("delete from MemberEntity m where m.userId = :userId")
  int deleteAll(UUID userId);

  /// The role of the member unless they are suspended.
  @HQL(
      """
      select m.role from MemberEntity m
      where m.orgId = :orgId and m.userId = :userId and m.suspendedAt is null
      """)
  List<String> activeRole(UUID orgId, UUID userId);

  @HQL(
      """
      select count(m) from MemberEntity m
      where m.orgId = :orgId and m.userId <> :userId and m.role = :role and m.suspendedAt is null
      """)
  long othersActive(UUID orgId, UUID userId, String role);

  @HQL("select m.userId from MemberEntity m where m.orgId = :orgId")
  List<UUID> people(UUID orgId);

  /// A person's place in an organization.
  record Membership(UUID orgId, String role, String source) {}

  @HQL(
      """
      select m.orgId, m.role, m.source from MemberEntity m
      where m.userId = :userId order by m.orgId
      """)
  List<Membership> of(UUID userId);

  /// How often single sign-on put the person into the organization or one of its teams: 0 or 1.
  @HQL(
      """
      select count(m) from MemberEntity m
      where m.orgId = :orgId and m.userId = :userId and (m.source = 'sso'
        or exists (select 1 from TeamMemberEntity t
          where t.orgId = m.orgId and t.userId = m.userId and t.source = 'sso'))
      """)
  long managed(UUID orgId, UUID userId);

  @HQL(
      """
      select m.userId from MemberEntity m join PersonEntity p on p.id = m.userId
      where m.orgId = :orgId
        and (lower(p.email) = lower(:reference) or cast(p.id as String) = lower(:reference))
      """)
  List<UUID> named(UUID orgId, String reference);
}
