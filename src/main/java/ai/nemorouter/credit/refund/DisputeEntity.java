package ai.nemorouter.credit.refund;

import ai.nemorouter.credit.JournalPostingEntity.Account;
import ai.nemorouter.credit.Postings;
import ai.nemorouter.credit.purchase.PriceParts;
import ai.nemorouter.credit.purchase.ReceiptEmails;
import ai.nemorouter.credit.refund.Dispute.Status;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.OfOrganization;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A dispute's row. What it is about stays; where it is changes.
@Entity
@Table(name = "disputes")
public class DisputeEntity extends OfOrganization {
  /// So long a node has for a letter that it claimed.
  static final Duration CLAIM = Duration.ofMinutes(10);

  @Id private UUID id;

  @Column(updatable = false)
  private UUID purchaseId;

  @Column(updatable = false)
  private String providerId;

  @Enumerated(EnumType.STRING)
  private Status status;

  @Column(updatable = false)
  private Money credit;

  @Column(updatable = false)
  private Money fee;

  @Column(updatable = false)
  private Money tax;

  @Column(updatable = false)
  private Money total;

  private Money voided;

  @Column(updatable = false)
  private String reason;

  private @Nullable Instant respondBy;
  private boolean suspended;

  @Column(updatable = false)
  private Instant openedAt;

  /// Asked for in queries alone.
  @SuppressWarnings("UnusedVariable")
  private Instant checkedAt;

  private @Nullable Instant closedAt;

  /// The status that the organization was told last; null before the first letter.
  @Enumerated(EnumType.STRING)
  private @Nullable Status told;

  private @Nullable Instant letterClaimedAt;
  private int mailAttempts;

  /// For Hibernate alone.
  protected DisputeEntity() {}

  DisputeEntity(
      UUID orgId, UUID id, UUID purchaseId, ProviderDispute told, PriceParts parts, Instant now) {
    super(orgId);
    this.id = id;
    this.purchaseId = purchaseId;
    this.providerId = told.id();
    this.status = Status.INQUIRY;
    this.credit = parts.credit();
    this.fee = parts.fee();
    this.tax = parts.tax();
    this.total = parts.total();
    this.voided = Money.ZERO;
    this.reason = told.reason();
    this.respondBy = told.respondBy();
    this.openedAt = now;
    this.checkedAt = now;
  }

  UUID id() {
    return id;
  }

  UUID orgId() {
    return orgId;
  }

  UUID purchaseId() {
    return purchaseId;
  }

  Status status() {
    return status;
  }

  PriceParts parts() {
    return new PriceParts(credit, fee, tax);
  }

  Money voided() {
    return voided;
  }

  boolean isSuspending() {
    return suspended;
  }

  void lookedAt(@Nullable Instant due, Instant now) {
    respondBy = due;
    checkedAt = now;
  }

  void takeFromCredit(Money amount) {
    voided = amount;
  }

  void become(Status next, Instant now) {
    status = next;
    closedAt = next.isClosed() ? now : null;
  }

  void suspend(boolean suspends) {
    suspended = suspends;
  }

  /// Claims the e-mail that is due, so that other nodes do not send it for a while.
  ///
  /// @return whether an e-mail is due that no other node has claimed
  boolean claimLetter(Instant now) {
    boolean free = letterClaimedAt == null || letterClaimedAt.isBefore(now.minus(CLAIM));
    if (told == status || !free || mailAttempts >= ReceiptEmails.ATTEMPTS_MAX) {
      return false;
    }
    letterClaimedAt = now;
    mailAttempts++;
    return true;
  }

  /// Notes that the letter about that status left.
  void told(Status about) {
    told = about;
    letterClaimedAt = null;
    mailAttempts = 0;
  }

  /// All that it has done to the accounts by the time it is there.
  Postings effect(Status reached) {
    return switch (reached) {
      case INQUIRY, WON -> Postings.NONE;
      case OPEN ->
          Postings.NONE.debit(Account.CUSTOMER_CREDIT, voided).credit(Account.DISPUTED, voided);
      case LOST ->
          Postings.NONE
              .debit(Account.CUSTOMER_CREDIT, voided)
              .debit(Account.DISPUTE_LOSSES, credit.minus(voided))
              .debit(Account.FEE_INCOME, fee)
              .debit(Account.TAX_PAYABLE, tax)
              .credit(Account.PAYMENTS, total);
    };
  }

  public Dispute shown() {
    return new Dispute(
        id,
        purchaseId,
        providerId,
        status,
        parts(),
        voided,
        reason,
        respondBy,
        suspended,
        openedAt,
        closedAt);
  }
}
