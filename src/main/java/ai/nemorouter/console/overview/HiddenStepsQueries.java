package ai.nemorouter.console.overview;

import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.annotations.processing.HQL;

/// Fixed statements about hidden first steps, checked when they are compiled.
interface HiddenStepsQueries {
  Session session();

  @HQL(
      """
      insert into HiddenStepsEntity (orgId, userId) values (:orgId, :userId) on conflict do nothing
      """)
  int hide(UUID orgId, UUID userId);

  @HQL("delete from HiddenStepsEntity h where h.orgId = :orgId and h.userId = :userId")
  int show(UUID orgId, UUID userId);

  @HQL("select count(h) from HiddenStepsEntity h where h.orgId = :orgId and h.userId = :userId")
  long hidden(UUID orgId, UUID userId);
}
