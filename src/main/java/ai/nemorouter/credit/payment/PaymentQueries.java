package ai.nemorouter.credit.payment;

import org.hibernate.Session;
import org.hibernate.annotations.processing.HQL;

/// Fixed statements about payments, checked when they are compiled.
interface PaymentQueries {
  Session session();

  /// Waits for a transaction that takes the same event at the same moment.
  ///
  /// @return 0 if the event was taken before
  @HQL(
      """
      insert into PaymentEventEntity (id, type, sessionId) values (:id, :type, :sessionId)
      on conflict do nothing
      """)
  int insert(String id, String type, String sessionId);

  @HQL("select count(e) from PaymentEventEntity e where e.id = :id")
  long taken(String id);
}
