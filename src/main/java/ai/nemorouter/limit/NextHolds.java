package ai.nemorouter.limit;

import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// Puts a transaction between the holds that are decided without it and those that see it.
final class NextHolds {
  private NextHolds() {}

  /// Returns once every hold of the organization that was being decided is committed, and keeps the
  /// next ones and all settlements waiting until the transaction ends. What ends somebody's right
  /// to call waits so by a trigger.
  static void waitForMe(Handle handle, UUID orgId) {
    // Each batch locks the window of the credit before it reads anything that it decides by.
    handle
        .createQuery(
            """
            select w.id from windows w
            where w.org_id = :orgId and w.limit_id in (
              select l.id from limits l where l.org_id = :orgId and l.scope_id = :orgId and l.kind = 'credit' and l.removed_at is null)
            order by w.id for no key update
            """)
        .bind("orgId", orgId)
        .mapTo(Long.class)
        .list();
  }
}
