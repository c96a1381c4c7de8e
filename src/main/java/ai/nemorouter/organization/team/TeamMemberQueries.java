package ai.nemorouter.organization.team;

import java.util.List;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.annotations.processing.HQL;

/// Fixed statements about the people of teams, checked when they are compiled. They name the
/// organization themselves, because transactions across organizations ask them too.
public interface TeamMemberQueries {
  Session session();

  /// @return 0 if the person belongs to the team already
  @HQL(
      """
      insert into TeamMemberEntity (orgId, teamId, userId, role, source)
      values (:orgId, :teamId, :userId, :role, :source) on conflict do nothing
      """)
  int insert(UUID orgId, UUID teamId, UUID userId, String role, String source);

  /// @return 0 if that source did not put the person into the team
  @HQL(
      """
      update TeamMemberEntity t set t.role = :role
      where t.orgId = :orgId and t.teamId = :teamId and t.userId = :userId and t.source = :source
      """)
  int assign(UUID orgId, UUID teamId, UUID userId, String role, String source);

  @HQL(
      """
      delete from TeamMemberEntity t
      where t.orgId = :orgId and t.teamId = :teamId and t.userId = :userId and t.source = :source
      """)
  int delete(UUID orgId, UUID teamId, UUID userId, String source);

  /// A person's place in a team.
  record TeamRole(UUID teamId, String role, String source) {}

  @HQL(
      """
      select t.teamId, t.role, t.source from TeamMemberEntity t
      where t.orgId = :orgId and t.userId = :userId
      """)
  List<TeamRole> of(UUID orgId, UUID userId);
}
