package ai.nemorouter.credit.refund;

import ai.nemorouter.credit.purchase.PriceParts;
import ai.nemorouter.credit.purchase.PurchaseEntity;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.stream.Stream;

/// What of a purchase was paid back or is void, and what is left to pay back. In the transaction
/// that the thread is in.
@ApplicationScoped
class PaidBackTotals {
  private final RefundRows refunds;
  private final DisputeRows disputes;

  PaidBackTotals(RefundRows refunds, DisputeRows disputes) {
    this.refunds = refunds;
    this.disputes = disputes;
  }

  /// What neither refunds nor disputes took of the price.
  PriceParts left(PurchaseEntity purchase) {
    Stream<PriceParts> refunded =
        refunds.ofPurchase(purchase.orgId(), purchase.id()).stream()
            .filter(refund -> refund.status() != Refund.Status.FAILED)
            .map(RefundEntity::parts);
    Stream<PriceParts> disputed =
        disputes.ofPurchase(purchase.orgId(), purchase.id()).stream()
            .filter(dispute -> dispute.status() != Dispute.Status.WON)
            .map(DisputeEntity::parts);
    return PriceParts.of(purchase.quote())
        .minus(Stream.concat(refunded, disputed).reduce(PriceParts.NONE, PriceParts::plus));
  }

  /// Whether a bank wants the payment back, or got it.
  boolean isDisputed(PurchaseEntity purchase) {
    return disputes.ofPurchase(purchase.orgId(), purchase.id()).stream()
        .anyMatch(dispute -> dispute.status() != Dispute.Status.WON);
  }
}
