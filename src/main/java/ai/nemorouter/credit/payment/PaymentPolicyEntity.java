package ai.nemorouter.credit.payment;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;

/// A version of the operator's policy. Written once.
@Entity
@Immutable
@Table(name = "payment_policies")
class PaymentPolicyEntity {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private long id;

  @Enumerated(EnumType.STRING)
  private PaymentPolicy.RefundFee refundFee;

  @Enumerated(EnumType.STRING)
  private PaymentPolicy.DisputeUse disputeUse;

  @Enumerated(EnumType.STRING)
  private PaymentPolicy.DisputeAction disputeAction;

  /// Read by people who look into the database.
  @SuppressWarnings("UnusedVariable")
  private String setBy;

  /// For Hibernate alone.
  protected PaymentPolicyEntity() {}

  PaymentPolicyEntity(PaymentPolicy policy, String setBy) {
    this.refundFee = policy.refundFee();
    this.disputeUse = policy.disputeUse();
    this.disputeAction = policy.disputeAction();
    this.setBy = setBy;
  }

  long id() {
    return id;
  }

  PaymentPolicy policy() {
    return new PaymentPolicy(refundFee, disputeUse, disputeAction);
  }
}
