package ai.nemorouter.credit.refund;

import ai.nemorouter.access.Actor;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.Changes;
import ai.nemorouter.credit.CreditBook;
import ai.nemorouter.credit.JournalEntry;
import ai.nemorouter.credit.JournalEntryEntity;
import ai.nemorouter.credit.Postings;
import ai.nemorouter.credit.fee.Quote;
import ai.nemorouter.credit.payment.PaymentPolicies;
import ai.nemorouter.credit.payment.PaymentPolicy;
import ai.nemorouter.credit.purchase.PriceParts;
import ai.nemorouter.credit.purchase.Purchase;
import ai.nemorouter.credit.purchase.PurchaseEntity;
import ai.nemorouter.credit.purchase.PurchaseRows;
import ai.nemorouter.money.Money;
import ai.nemorouter.organization.Suspensions;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.database.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import org.hibernate.Session;
import org.jboss.logging.Logger;

/// Books what the payment provider says of refunds and disputes, as part of a transaction about the
/// whole installation. The same may be booked any number of times and in any order: each refund and
/// each dispute is known by its id, and only goes forward.
@ApplicationScoped
class ReversalBooking {
  private static final Logger LOG = Logger.getLogger(ReversalBooking.class);
  private static final String CURRENCY = "usd";
  static final String SUSPENDED = "A payment for credit is disputed.";

  private final PurchaseRows purchases;
  private final RefundRows refunds;
  private final DisputeRows disputes;
  private final PaidBackTotals paidBack;
  private final PaymentPolicies policies;
  private final CreditBook book;
  private final Suspensions suspensions;
  private final Database database;
  private final AuditLog auditLog;
  private final Session session;

  ReversalBooking(
      PurchaseRows purchases,
      RefundRows refunds,
      DisputeRows disputes,
      PaidBackTotals paidBack,
      PaymentPolicies policies,
      CreditBook book,
      Suspensions suspensions,
      Database database,
      AuditLog auditLog,
      Session session) {
    this.purchases = purchases;
    this.refunds = refunds;
    this.disputes = disputes;
    this.paidBack = paidBack;
    this.policies = policies;
    this.book = book;
    this.suspensions = suspensions;
    this.database = database;
    this.auditLog = auditLog;
    this.session = session;
  }

  /// The purchase that was paid by that payment, kept from changing together with its
  /// organization's credit. Empty where the payment bought nothing.
  private Optional<PurchaseEntity> locked(String paymentId, String currency) {
    Optional<PurchaseEntity> found =
        purchases
            .lockOfPayment(paymentId)
            .filter(purchase -> purchase.status() == Purchase.Status.PAID);
    if (found.isPresent() && !currency.equals(CURRENCY)) {
      LOG.errorf("A reversal has another currency purchase=%s", found.get().id());
      return Optional.empty();
    }
    found.ifPresent(purchase -> book.lock(purchase.orgId()));
    return found;
  }

  void book(ProviderRefund told) {
    locked(told.paymentId(), told.currency()).ifPresent(purchase -> book(purchase, told));
  }

  private void book(PurchaseEntity purchase, ProviderRefund told) {
    Optional<RefundEntity> known = refunds.told(purchase, told);
    if (known.isEmpty() && told.status() == Refund.Status.FAILED) {
      return; // It came and went without us.
    }
    Optional<RefundEntity> refund = known.or(() -> discovered(purchase, told));
    refund.ifPresent(row -> {
      row.knownAs(told.id(), database.now());
      advance(row, told.status(), "The bank sent the money back. The credit was given back.");
    });
  }

  /// One that was made at the payment provider.
  private Optional<RefundEntity> discovered(PurchaseEntity purchase, ProviderRefund told) {
    Money paid = Quote.ofCents(told.cents());
    PriceParts parts = terms(purchase, policies.current().refundFee()).ofPayment(paid);
    if (!parts.total().equals(paid)) {
      LOG.errorf("More was refunded than was paid purchase=%s refund=%s", purchase.id(), told.id());
    }
    if (parts.total().isZero()) {
      return Optional.empty();
    }
    RefundEntity refund =
        new RefundEntity(
            purchase.orgId(),
            Ids.next(),
            purchase.id(),
            parts,
            new RefundEntity.Begun(
                Refund.Origin.PROVIDER, "payment provider", "Refunded at the payment provider"),
            database.now());
    refund.knownAs(told.id(), database.now());
    refunds.persist(refund);
    move(refund, Refund.Status.SENT, refund.effect(Refund.Status.SENT));
    refund.become(Refund.Status.SENT, "", database.now());
    return Optional.of(refund);
  }

  private RefundTerms terms(PurchaseEntity purchase, PaymentPolicy.RefundFee fee) {
    return new RefundTerms(paidBack.left(purchase), purchase.shown().fee().tax().base(), fee);
  }

  /// Ends a refund that the payment provider will not make.
  void fail(RefundEntity refund, String problem) {
    book.lock(refund.orgId());
    session.refresh(refund);
    advance(refund, Refund.Status.FAILED, problem);
  }

  private void advance(RefundEntity refund, Refund.Status next, String problem) {
    if (!refund.status().mayBecome(next)) {
      return;
    }
    Instant now = database.now();
    Postings moved = refund.effect(next).since(refund.effect(refund.status()));
    if (!moved.isNothing()) {
      move(refund, next, moved);
    }
    if (next == Refund.Status.REFUNDED) {
      long number = nextNumber();
      refund.become(next, "", now);
      refund.arrive(number, now);
    } else {
      refund.become(next, next == Refund.Status.FAILED ? problem : "", now);
    }
    auditLog.record(
        new Actor.Setup(refund.orgId()),
        "refund." + next.word(),
        "purchase " + refund.purchaseId(),
        Changes.none()
            .about("refund", refund.id().toString())
            .about("credit_usd", refund.parts().credit().plain())
            .about("paid_back_usd", refund.parts().total().plain()));
  }

  private void move(RefundEntity refund, Refund.Status step, Postings moved) {
    String note = step == Refund.Status.FAILED ? "The refund failed" : "Refund";
    JournalEntryEntity entry =
        new JournalEntryEntity(refund.orgId(), JournalEntry.Kind.REFUND, note, refund.requestedBy())
            .about(refund.id(), step.word());
    book.move(entry, moved, refund.purchaseId());
  }

  void book(ProviderDispute told) {
    locked(told.paymentId(), told.currency()).ifPresent(purchase -> book(purchase, told));
  }

  private void book(PurchaseEntity purchase, ProviderDispute told) {
    PaymentPolicy policy = policies.current();
    DisputeEntity dispute = disputes.told(purchase, told).orElseGet(() -> opened(purchase, told));
    dispute.lookedAt(told.respondBy(), database.now());
    if (!dispute.status().mayBecome(told.status())) {
      return;
    }
    if (told.status() != Dispute.Status.WON && dispute.status() == Dispute.Status.INQUIRY) {
      dispute.takeFromCredit(toVoid(purchase, dispute, policy));
    }
    advance(dispute, told.status());
    stand(dispute, policy);
  }

  private DisputeEntity opened(PurchaseEntity purchase, ProviderDispute told) {
    PriceParts parts =
        terms(purchase, PaymentPolicy.RefundFee.RETURNED).ofPayment(Quote.ofCents(told.cents()));
    DisputeEntity dispute =
        new DisputeEntity(purchase.orgId(), Ids.next(), purchase.id(), told, parts, database.now());
    disputes.persist(dispute);
    record(dispute, "dispute.opened");
    return dispute;
  }

  /// Unused credit is void at once; used credit is owed, or written off.
  private Money toVoid(PurchaseEntity purchase, DisputeEntity dispute, PaymentPolicy policy) {
    Money credit = dispute.parts().credit();
    return policy.disputeUse() == PaymentPolicy.DisputeUse.OWED
        ? credit
        : credit.min(book.unused(purchase.orgId(), purchase.id()));
  }

  private void advance(DisputeEntity dispute, Dispute.Status next) {
    Postings moved = dispute.effect(next).since(dispute.effect(dispute.status()));
    if (!moved.isNothing()) {
      JournalEntryEntity entry =
          new JournalEntryEntity(
                  dispute.orgId(), JournalEntry.Kind.DISPUTE, note(next), "payment provider")
              .about(dispute.id(), next.word());
      book.move(entry, moved, dispute.purchaseId());
    }
    dispute.become(next, database.now());
    if (next != Dispute.Status.INQUIRY) {
      record(dispute, "dispute." + next.word());
    }
  }

  private static String note(Dispute.Status next) {
    return switch (next) {
      case WON -> "The disputed payment stays: its credit is back";
      case LOST -> "The disputed payment was lost";
      default -> "The payment is disputed: its credit is void";
    };
  }

  /// Suspends the organization while a dispute is open, and lets it go on when it is won.
  private void stand(DisputeEntity dispute, PaymentPolicy policy) {
    Actor.Setup setup = new Actor.Setup(dispute.orgId());
    if (dispute.status() == Dispute.Status.WON && dispute.isSuspending()) {
      dispute.suspend(false);
      boolean others =
          disputes.pending(dispute.orgId()).stream().anyMatch(DisputeEntity::isSuspending);
      if (!others) {
        suspensions.resumeFor(setup, SUSPENDED);
      }
    } else if (dispute.status() != Dispute.Status.INQUIRY
        && dispute.status() != Dispute.Status.WON
        && policy.disputeAction() == PaymentPolicy.DisputeAction.SUSPEND) {
      dispute.suspend(suspensions.suspendFor(setup, SUSPENDED) || dispute.isSuspending());
    }
  }

  private void record(DisputeEntity dispute, String action) {
    auditLog.record(
        new Actor.Setup(dispute.orgId()),
        action,
        "purchase " + dispute.purchaseId(),
        Changes.none()
            .about("dispute", dispute.shown().providerId())
            .about("disputed_usd", dispute.parts().total().plain())
            .about("void_usd", dispute.voided().plain()));
  }

  /// Without gaps: it is taken in the transaction that uses it, one after the other.
  private long nextNumber() {
    return session
        .createNativeQuery(
            "update credit_note_numbers set last = last + 1 returning last", Long.class)
        .getSingleResult();
  }
}
