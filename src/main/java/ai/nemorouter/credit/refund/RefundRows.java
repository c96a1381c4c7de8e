package ai.nemorouter.credit.refund;

import ai.nemorouter.credit.purchase.PurchaseEntity;
import ai.nemorouter.credit.purchase.ReceiptEmails;
import ai.nemorouter.platform.error.NotFoundException;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The rows of refunds.
@ApplicationScoped
public class RefundRows implements PanacheRepositoryBase<RefundEntity, UUID> {
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(30);
  private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(15);

  /// The newest first.
  public List<RefundEntity> ofPurchase(UUID orgId, UUID purchaseId) {
    return list("orgId = ?1 and purchaseId = ?2 order by id desc", orgId, purchaseId);
  }

  public RefundEntity getOrThrow(UUID orgId, UUID id) {
    return find("orgId = ?1 and id = ?2", orgId, id)
        .firstResultOptional()
        .orElseThrow(() -> new NotFoundException("refund"));
  }

  /// The one that the payment provider tells of, where it is known.
  Optional<RefundEntity> told(PurchaseEntity purchase, ProviderRefund told) {
    Optional<RefundEntity> known =
        find("orgId = ?1 and providerId = ?2", purchase.orgId(), told.id()).firstResultOptional();
    UUID ours = told.ours();
    return known.isPresent() || ours == null
        ? known
        : find("orgId = ?1 and purchaseId = ?2 and id = ?3", purchase.orgId(), purchase.id(), ours)
            .firstResultOptional();
  }

  /// Whether it would change nothing.
  boolean isBooked(ProviderRefund told) {
    return told.status() == Refund.Status.FAILED
        ? count("providerId = ?1 and status <> FAILED", told.id()) == 0
        : count("providerId = ?1 and status in (REFUNDED, ?2)", told.id(), told.status()) > 0;
  }

  /// Paid back ones of all organizations whose credit note has not been mailed to the buyer.
  public List<RefundEntity> toMail(int most) {
    return find(
            """
            select r from RefundEntity r, PurchaseEntity p
            where p.orgId = r.orgId and p.id = r.purchaseId and p.buyerEmail is not null
              and r.status = REFUNDED and r.mailedAt is null and r.mailAttempts < ?1
            order by r.refundedAt
            """,
            ReceiptEmails.ATTEMPTS_MAX)
        .page(0, most)
        .list();
  }

  /// Those of all organizations that the payment provider is to be asked about, the longest not
  /// asked about first.
  List<RefundEntity> toLookAt(Instant now, int most) {
    return find(
            """
            (status = CREATED and checkedAt < ?1) or (status = SENT and checkedAt < ?2)
            order by checkedAt
            """,
            now.minus(BETWEEN_TRIES),
            now.minus(BETWEEN_LOOKS))
        .page(0, most)
        .list();
  }
}
