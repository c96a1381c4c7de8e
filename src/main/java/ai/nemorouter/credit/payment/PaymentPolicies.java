package ai.nemorouter.credit.payment;

import ai.nemorouter.access.Operator;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.Changes;
import ai.nemorouter.platform.database.Database;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;

/// The operator's policy on refunds and disputes: the version in force, and setting another one.
@ApplicationScoped
public class PaymentPolicies {
  private final Rows rows;
  private final Database database;
  private final AuditLog auditLog;

  PaymentPolicies(Rows rows, Database database, AuditLog auditLog) {
    this.rows = rows;
    this.database = database;
    this.auditLog = auditLog;
  }

  /// Their rows.
  @ApplicationScoped
  static class Rows implements PanacheRepositoryBase<PaymentPolicyEntity, Long> {}

  /// In the transaction that the thread is in.
  public PaymentPolicy current() {
    return rows.find("order by id desc")
        .firstResultOptional()
        .map(PaymentPolicyEntity::policy)
        .orElse(PaymentPolicy.FIRST);
  }

  public PaymentPolicy find(Operator operator) {
    return database.inInstallation(this::current);
  }

  /// Refunds and disputes that were begun before go on as they were begun.
  public void set(Operator operator, PaymentPolicy policy) {
    database.inInstallation(() -> {
      PaymentPolicy before = current();
      if (!before.equals(policy)) {
        rows.persist(new PaymentPolicyEntity(policy, operator.displayName()));
        auditLog.record(operator, "payment_policy.set", "payment policy", changes(before, policy));
      }
      return true;
    });
  }

  private static Changes changes(PaymentPolicy before, PaymentPolicy after) {
    return Changes.none()
        .changed("refund_fee", before.refundFee().word(), after.refundFee().word())
        .changed("dispute_use", before.disputeUse().word(), after.disputeUse().word())
        .changed("dispute_action", before.disputeAction().word(), after.disputeAction().word());
  }
}
