package ai.nemorouter.credit.payment;

import ai.nemorouter.access.Actor;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.Changes;
import ai.nemorouter.credit.Credits;
import ai.nemorouter.credit.billing.Billing;
import ai.nemorouter.credit.fee.CreditSettings;
import ai.nemorouter.credit.fee.Quote;
import ai.nemorouter.credit.payment.PaymentSession.Reference;
import ai.nemorouter.credit.purchase.Purchase;
import ai.nemorouter.credit.purchase.Purchase.Status;
import ai.nemorouter.credit.purchase.PurchaseEntity;
import ai.nemorouter.credit.purchase.PurchaseRows;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.hibernate.Session;
import org.jboss.logging.Logger;

/// Books what the payment provider says of a payment, in one transaction under a lock on the
/// purchase's row. The same may be booked any number of times and in any order: credit is granted
/// at the first one that says “paid”, and never again.
@ApplicationScoped
public class PaymentBooking {
  private static final Logger LOG = Logger.getLogger(PaymentBooking.class);
  private static final String CURRENCY = "usd";

  private final Database database;
  private final PurchaseRows rows;
  private final PaymentProvider provider;
  private final CreditSettings settings;
  private final Billing billing;
  private final Credits credits;
  private final AuditLog auditLog;
  private final Session session;

  PaymentBooking(
      Database database,
      PurchaseRows rows,
      PaymentProvider provider,
      CreditSettings settings,
      Billing billing,
      Credits credits,
      AuditLog auditLog,
      Session session) {
    this.database = database;
    this.rows = rows;
    this.provider = provider;
    this.settings = settings;
    this.billing = billing;
    this.credits = credits;
    this.auditLog = auditLog;
    this.session = session;
  }

  /// @param payment as it was just fetched
  public void book(PaymentSession payment) {
    database.inInstallation(() -> {
      bookHere(payment);
      return true;
    });
  }

  /// As part of a transaction about the whole installation.
  public void bookHere(PaymentSession payment) {
    Reference reference = payment.reference();
    if (reference == null) {
      return; // The account takes payments for something else too.
    }
    Optional<PurchaseEntity> found = rows.lock(reference.orgId(), reference.purchaseId());
    if (found.isEmpty() || !found.get().isOf(payment.id())) {
      if (payment.state() == PaymentSession.State.PAID) {
        LOG.errorf("A payment belongs to no purchase session=%s", payment.id());
      }
      return;
    }
    PurchaseEntity purchase = found.get();
    purchase.open(payment.id(), payment.url());
    purchase.paidBy(payment.paymentId());
    if (purchase.status() != Status.PAID) {
      advance(purchase, payment);
    }
  }

  private void advance(PurchaseEntity purchase, PaymentSession payment) {
    switch (payment.state()) {
      case OPEN -> become(purchase, Status.OPEN, "");
      case WAITING ->
          become(
              purchase,
              Status.WAITING,
              "The bank has not confirmed the payment yet. Credit is added as soon as it has.");
      case EXPIRED ->
          become(
              purchase,
              Status.EXPIRED,
              "The payment page was not used in time. Nothing was charged.");
      case FAILED ->
          become(purchase, Status.FAILED, "The bank refused the payment. Nothing was charged.");
      case PAID -> pay(purchase, payment);
    }
  }

  private void become(PurchaseEntity purchase, Status status, String told) {
    purchase.become(status, told, database.now());
  }

  private void pay(PurchaseEntity purchase, PaymentSession payment) {
    Quote quote = purchase.quote();
    if (payment.cents() != Quote.cents(quote.total())
        || !payment.currency().equals(CURRENCY)
        || payment.live() != provider.isLive()) {
      review(purchase, payment);
      return;
    }
    Money after = grant(purchase);
    record(
        purchase,
        "purchase.paid",
        Changes.none()
            .changed("granted_usd", after.minus(quote.credit()).plain(), after.plain())
            .added("paid_usd", quote.total().plain())
            .added("payment", payment.id()));
  }

  /// Grants what a payment that was held back is for, by an operator's decision.
  void grantHeld(PurchaseEntity purchase, Actor operator, String reason) {
    Money after = grant(purchase);
    Money credit = purchase.quote().credit();
    auditLog.record(
        operator,
        "purchase.granted",
        "purchase " + purchase.id(),
        Changes.none()
            .changed("granted_usd", after.minus(credit).plain(), after.plain())
            .about("paid", purchase.paidInstead())
            .added("reason", reason));
  }

  private Money grant(PurchaseEntity purchase) {
    long number = nextNumber();
    purchase.pay(number, String.join("\n", settings.seller()), buyer(purchase), database.now());
    return credits.bookPurchase(
        purchase.orgId(),
        purchase.id(),
        purchase.quote(),
        "Purchase, receipt " + Purchase.Receipt.label(number),
        purchase.buyerName());
  }

  /// Money moved, but not what was agreed on: nothing is granted until an operator has looked.
  private void review(PurchaseEntity purchase, PaymentSession payment) {
    String told =
        "The payment provider reports %s instead of %s. No credit was added: an operator of this installation has to check it."
            .formatted(
                PaymentSession.shown(payment.cents(), payment.currency()),
                purchase.quote().total().display());
    if (purchase.status() == Status.REVIEW) {
      return;
    }
    LOG.errorf(
        "A payment is not what was agreed on purchase=%s session=%s", purchase.id(), payment.id());
    purchase.paidOther(payment.cents(), payment.currency());
    become(purchase, Status.REVIEW, told);
    record(
        purchase,
        "purchase.held_back",
        Changes.none()
            .about("agreed_usd", purchase.quote().total().plain())
            .about("paid_cents", payment.cents())
            .about("currency", payment.currency())
            .about("payment", payment.id()));
  }

  private void record(PurchaseEntity purchase, String action, Changes changes) {
    auditLog.record(
        new Actor.Setup(purchase.orgId()), action, "purchase " + purchase.id(), changes);
  }

  /// Without gaps: it is taken in the transaction that uses it, one after the other.
  private long nextNumber() {
    return session
        .createNativeQuery("update receipt_numbers set last = last + 1 returning last", Long.class)
        .getSingleResult();
  }

  private String buyer(PurchaseEntity purchase) {
    String name = rows.organization(purchase.orgId()).name();
    String billed = billing.of(purchase.orgId()).lines(name);
    return purchase.buyerEmail() == null
        ? billed
        : billed + "\n" + purchase.buyerName() + ", " + purchase.buyerEmail();
  }
}
