package ai.nemorouter.organization.team;

import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.annotations.processing.HQL;

/// Fixed statements about teams, checked when they are compiled.
interface TeamQueries {
  Session session();

  /// @return 0 if a team in use has that name
  @HQL(
      """
      insert into TeamEntity (orgId, id, name) values (:orgId, :id, :name) on conflict do nothing
      """)
  int insert(UUID orgId, UUID id, String name);

  @HQL(
      """
      select count(t) from TeamEntity t
      where t.id <> :teamId and lower(t.name) = lower(:name) and t.archivedAt is null
      """)
  long othersNamed(UUID teamId, String name);
}
