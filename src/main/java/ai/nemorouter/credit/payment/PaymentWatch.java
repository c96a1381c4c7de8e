package ai.nemorouter.credit.payment;

import ai.nemorouter.credit.purchase.Checkouts;
import ai.nemorouter.credit.purchase.ReceiptEmails;
import ai.nemorouter.credit.refund.DisputeEmails;
import ai.nemorouter.credit.refund.Reversals;
import ai.nemorouter.credit.topup.TopUpRuns;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;

/// Every node looks after payments and letters about them: what a webhook did not bring, or a node
/// that died left undone, is done here.
@ApplicationScoped
class PaymentWatch {
  private final Checkouts checkouts;
  private final Reversals reversals;
  private final TopUpRuns topUps;
  private final ReceiptEmails letters;
  private final DisputeEmails disputeLetters;

  PaymentWatch(
      Checkouts checkouts,
      Reversals reversals,
      TopUpRuns topUps,
      ReceiptEmails letters,
      DisputeEmails disputeLetters) {
    this.checkouts = checkouts;
    this.reversals = reversals;
    this.topUps = topUps;
    this.letters = letters;
    this.disputeLetters = disputeLetters;
  }

  @Scheduled(
      every = "${nemorouter.payments.reconcile-every:1m}",
      delayed = "10s",
      concurrentExecution = ConcurrentExecution.SKIP)
  void watch() {
    checkouts.lookAround();
    reversals.lookAround();
    topUps.run();
    letters.sendDue();
    disputeLetters.sendDue();
  }
}
