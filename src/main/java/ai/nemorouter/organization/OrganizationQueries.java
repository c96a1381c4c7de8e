package ai.nemorouter.organization;

import java.util.List;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.annotations.processing.HQL;

/// Fixed statements about organizations, checked when they are compiled.
interface OrganizationQueries {
  Session session();

  @HQL("select count(o) from OrganizationEntity o where o.slug = :slug")
  long named(String slug);

  /// Those in use, the oldest first.
  @HQL(
      """
      select o.id from OrganizationEntity o
      where o.demo = :demo and o.deletionDueAt is null order by o.createdAt, o.id
      """)
  List<UUID> inUse(boolean demo);

  /// Those to be deleted now: no request is under way that could still book something.
  @HQL(
      """
      select o.id from OrganizationEntity o
      where o.deletionDueAt <= instant and o.deletedAt is null
        and function(has_holds as Boolean, o.id) = false
      order by o.deletionDueAt
      """)
  List<UUID> due();
}
