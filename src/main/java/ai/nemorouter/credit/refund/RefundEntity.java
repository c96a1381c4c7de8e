package ai.nemorouter.credit.refund;

import ai.nemorouter.credit.JournalPostingEntity.Account;
import ai.nemorouter.credit.Postings;
import ai.nemorouter.credit.purchase.PriceParts;
import ai.nemorouter.credit.refund.Refund.Status;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.OfOrganization;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A refund's row. What it is about stays; where it is changes.
@Entity
@Table(name = "refunds")
public class RefundEntity extends OfOrganization {
  @Id private UUID id;

  @Column(updatable = false)
  private UUID purchaseId;

  @Enumerated(EnumType.STRING)
  private Status status;

  @Enumerated(EnumType.STRING)
  @Column(updatable = false)
  private Refund.Origin origin;

  @Column(updatable = false)
  private Money credit;

  @Column(updatable = false)
  private Money fee;

  @Column(updatable = false)
  private Money tax;

  @Column(updatable = false)
  private Money total;

  @Column(updatable = false)
  private String reason;

  @Column(updatable = false)
  private String requestedBy;

  /// Asked for in queries alone.
  @SuppressWarnings("UnusedVariable")
  private @Nullable String providerId;

  private String problem = "";

  @Column(updatable = false)
  private Instant createdAt;

  /// Asked for in queries alone.
  @SuppressWarnings("UnusedVariable")
  private Instant checkedAt;

  private @Nullable Instant refundedAt;
  private @Nullable Long noteNumber;

  /// Asked for in queries alone.
  @SuppressWarnings("UnusedVariable")
  private @Nullable Instant mailedAt;

  /// Asked for in queries alone.
  @SuppressWarnings("UnusedVariable")
  private int mailAttempts;

  /// For Hibernate alone.
  protected RefundEntity() {}

  RefundEntity(UUID orgId, UUID id, UUID purchaseId, PriceParts parts, Begun begun, Instant now) {
    super(orgId);
    this.id = id;
    this.purchaseId = purchaseId;
    this.status = Status.CREATED;
    this.origin = begun.origin();
    this.credit = parts.credit();
    this.fee = parts.fee();
    this.tax = parts.tax();
    this.total = parts.total();
    this.reason = begun.reason();
    this.requestedBy = begun.by();
    this.createdAt = now;
    this.checkedAt = now;
  }

  /// Who began it, and why.
  record Begun(Refund.Origin origin, String by, String reason) {}

  UUID id() {
    return id;
  }

  public UUID orgId() {
    return orgId;
  }

  public UUID purchaseId() {
    return purchaseId;
  }

  Status status() {
    return status;
  }

  PriceParts parts() {
    return new PriceParts(credit, fee, tax);
  }

  String requestedBy() {
    return requestedBy;
  }

  @Nullable Instant refundedAt() {
    return refundedAt;
  }

  void knownAs(String provided, Instant now) {
    providerId = provided;
    checkedAt = now;
  }

  void become(Status next, String told, Instant now) {
    status = next;
    problem = told;
    checkedAt = now;
  }

  void lookedAt(Instant now) {
    checkedAt = now;
  }

  void arrive(long number, Instant now) {
    refundedAt = now;
    noteNumber = number;
  }

  /// Notes that the credit note's letter left, or did not.
  public void mailed(boolean left, Instant now) {
    mailAttempts++;
    mailedAt = left ? now : null;
  }

  /// All that it has done to the accounts by the time it is there.
  Postings effect(Status reached) {
    if (reached == Status.FAILED) {
      return Postings.NONE;
    }
    return Postings.NONE
        .debit(Account.CUSTOMER_CREDIT, credit)
        .debit(Account.FEE_INCOME, fee)
        .debit(Account.TAX_PAYABLE, tax)
        .credit(reached == Status.REFUNDED ? Account.PAYMENTS : Account.REFUNDS_PAYABLE, total);
  }

  public Refund shown() {
    return new Refund(
        id,
        purchaseId,
        status,
        origin,
        parts(),
        reason,
        requestedBy,
        problem,
        createdAt,
        refundedAt,
        noteNumber == null ? null : Refund.label(noteNumber));
  }
}
