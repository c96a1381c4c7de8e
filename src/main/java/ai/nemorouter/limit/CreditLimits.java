package ai.nemorouter.limit;

import ai.nemorouter.organization.Organizations;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/// Gives each new organization the limit that credit is granted on, of nothing yet: with it from
/// the beginning, no two batches of holds ever decide for the organization at once.
@ApplicationScoped
class CreditLimits {
  private final Database database;

  CreditLimits(Database database) {
    this.database = database;
  }

  void onCreated(@Observes Organizations.Created created) {
    database.useHandle(handle ->
        handle
            .createUpdate(
                """
                insert into limits (org_id, id, scope, scope_id, kind, unit, period, amount)
                values (:orgId, :id, 'organization', :orgId, 'credit', 'usd', 'total', 0)
                """)
            .bind("orgId", created.orgId())
            .bind("id", Ids.next())
            .execute());
  }
}
