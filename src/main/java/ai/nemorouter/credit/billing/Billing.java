package ai.nemorouter.credit.billing;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.Changes;
import ai.nemorouter.platform.Constraints;
import ai.nemorouter.platform.database.Database;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/// The recipient on receipts. Receipts that exist stay as they are.
@ForActor
@ApplicationScoped
public class Billing {
  private final Rows rows;
  private final Constraints constraints;
  private final Database database;
  private final AuditLog auditLog;

  Billing(Rows rows, Constraints constraints, Database database, AuditLog auditLog) {
    this.rows = rows;
    this.constraints = constraints;
    this.database = database;
    this.auditLog = auditLog;
  }

  /// Their rows.
  @ApplicationScoped
  static class Rows implements PanacheRepositoryBase<BillingDetailsEntity, UUID> {}

  public BillingDetails find(Actor actor) {
    actor.authorizeOrThrow(Permission.VIEW_CREDIT);
    return of(actor.orgId());
  }

  /// In the transaction that the thread is in.
  public BillingDetails of(UUID orgId) {
    return rows.find("orgId", orgId)
        .firstResultOptional()
        .map(BillingDetailsEntity::shown)
        .orElse(BillingDetails.NONE);
  }

  public void set(Actor actor, BillingDetails details) {
    actor.authorizeOrThrow(Permission.BUY_CREDIT);
    BillingDetails valid = constraints.requireMet(details);
    BillingDetailsEntity row =
        rows.find("orgId", actor.orgId())
            .firstResultOptional()
            .or(() -> {
              database.lockName("billing details of " + actor.orgId());
              return rows.find("orgId", actor.orgId()).firstResultOptional();
            })
            .orElseGet(() -> {
              BillingDetailsEntity made = new BillingDetailsEntity(actor.orgId());
              rows.persist(made);
              return made;
            });
    BillingDetails before = row.shown();
    row.set(valid);
    auditLog.record(
        actor,
        "billing_details.set",
        "billing details",
        Changes.none()
            .changed("name", before.name(), valid.name())
            .changed("address", before.address(), valid.address())
            .changed("tax_id", before.taxId(), valid.taxId())
            .changed("email", before.email(), valid.email()));
  }
}
