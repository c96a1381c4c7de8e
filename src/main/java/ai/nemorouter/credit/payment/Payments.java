package ai.nemorouter.credit.payment;

import ai.nemorouter.access.Operator;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.Changes;
import ai.nemorouter.credit.CreditChange;
import ai.nemorouter.credit.purchase.Checkouts;
import ai.nemorouter.credit.purchase.Purchase;
import ai.nemorouter.credit.purchase.PurchaseEntity;
import ai.nemorouter.credit.purchase.PurchaseRows;
import ai.nemorouter.credit.refund.Dispute;
import ai.nemorouter.credit.refund.DisputeEntity;
import ai.nemorouter.credit.refund.DisputeRows;
import ai.nemorouter.credit.refund.Refund;
import ai.nemorouter.credit.refund.RefundEntity;
import ai.nemorouter.credit.refund.RefundRows;
import ai.nemorouter.credit.refund.Reversals;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.Constraints;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Payments of all organizations, for operators: listing them, and deciding on those that were held
/// back.
@ApplicationScoped
public class Payments {
  static final String REFUNDED = "refunded";
  static final String DISPUTED = "disputed";

  private final PaymentList list;
  private final PurchaseRows rows;
  private final RefundRows refunds;
  private final DisputeRows disputes;
  private final PaymentBooking booking;
  private final Checkouts checkouts;
  private final Reversals reversals;
  private final PaymentProvider provider;
  private final Constraints constraints;
  private final Database database;
  private final AuditLog auditLog;

  Payments(
      PaymentList list,
      PurchaseRows rows,
      RefundRows refunds,
      DisputeRows disputes,
      PaymentBooking booking,
      Checkouts checkouts,
      Reversals reversals,
      PaymentProvider provider,
      Constraints constraints,
      Database database,
      AuditLog auditLog) {
    this.list = list;
    this.rows = rows;
    this.refunds = refunds;
    this.disputes = disputes;
    this.booking = booking;
    this.checkouts = checkouts;
    this.reversals = reversals;
    this.provider = provider;
    this.constraints = constraints;
    this.database = database;
    this.auditLog = auditLog;
  }

  /// A purchase as it is listed.
  ///
  /// @param sessionId of its payment page; null before it was opened
  /// @param paymentId null before it is paid
  public record Line(
      UUID orgId,
      UUID id,
      String organization,
      String slug,
      Purchase.Status status,
      Money credit,
      Money total,
      String buyer,
      Instant createdAt,
      @Nullable String receipt,
      @Nullable String sessionId,
      @Nullable String paymentId) {
    String sessionKey() {
      return sessionId == null ? "" : sessionId;
    }

    String paymentKey() {
      return paymentId == null ? "" : paymentId;
    }
  }

  /// What the payment provider reported.
  public record Event(String id, String type, Instant receivedAt) {}

  /// An account of the journal over all organizations.
  public record AccountSum(String account, Money debits, Money credits) {
    public String label() {
      String words = account.replace('_', ' ');
      return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    public Money balance() {
      return debits.minus(credits);
    }
  }

  /// One payment with all that is known of it.
  ///
  /// @param paidInstead what was paid, where that is not what was agreed on; empty otherwise
  /// @param dashboard its page at the payment provider; empty where there is none
  public record Payment(
      Line line,
      Purchase purchase,
      String paidInstead,
      List<Refund> refunds,
      List<Dispute> disputes,
      List<Event> events,
      String dashboard) {}

  /// @param word what a program asks to see; empty for all
  /// @throws InvalidInputException if there is no such status
  static String knownOrThrow(String word) {
    boolean known =
        Set.of("", REFUNDED, DISPUTED).contains(word)
            || Stream.of(Purchase.Status.values()).anyMatch(status -> status.word().equals(word));
    if (!known) {
      throw new InvalidInputException(
          "status",
          "`status` must be one of %s, %s, %s."
              .formatted(
                  Stream.of(Purchase.Status.values())
                      .map(Purchase.Status::word)
                      .collect(Collectors.joining(", ")),
                  REFUNDED,
                  DISPUTED));
    }
    return word;
  }

  public PageOf<Line> list(Operator operator, ListQuery query) {
    return database.inInstallation(() -> list.page(query));
  }

  public List<AccountSum> trialBalance(Operator operator) {
    return database.inInstallation(list::trialBalance);
  }

  public Payment find(Operator operator, UUID orgId, UUID id) {
    return database.inInstallation(() -> {
      Line line = list.getOrThrow(orgId, id);
      PurchaseEntity purchase = rows.getOrThrow(orgId, id);
      return new Payment(
          line,
          purchase.shown(),
          purchase.paidInstead(),
          refunds.ofPurchase(orgId, id).stream().map(RefundEntity::shown).toList(),
          disputes.ofPurchase(orgId, id).stream().map(DisputeEntity::shown).toList(),
          list.events(line),
          provider.dashboard(line.sessionKey(), line.paymentKey()));
    });
  }

  /// Asks the payment provider how the payment is now, and books the answer.
  ///
  /// @throws InvalidInputException if it cannot be asked
  public void fetch(Operator operator, UUID orgId, UUID id) {
    Line line = database.inInstallation(() -> list.getOrThrow(orgId, id));
    if (!provider.isConfigured() || (line.sessionId() == null && line.paymentId() == null)) {
      throw new InvalidInputException("payment", "The payment provider does not know it.");
    }
    try {
      checkouts.lookAgain(line.orgId(), line.id());
      if (line.paymentId() != null) {
        reversals.lookAt(line.paymentId());
      }
    } catch (PaymentProvider.UnavailableException e) {
      throw new InvalidInputException("payment", "The payment provider cannot be reached now.");
    }
  }

  /// Adds the credit of a payment that was held back, as it was agreed on.
  ///
  /// @param reason why it is right although something else was paid
  public void grant(Operator operator, UUID orgId, UUID id, String reason) {
    decide(
        orgId,
        id,
        reason,
        (purchase, why) -> booking.grantHeld(purchase, operator.within(orgId), why));
  }

  /// Pays back all of a payment that was held back. Its credit was never added.
  public void refundHeld(Operator operator, UUID orgId, UUID id, String reason) {
    CreditChange.Reason why = constraints.requireMet(new CreditChange.Reason(reason));
    String paymentId = database.inInstallation(() -> held(rows.getOrThrow(orgId, id)).paymentId());
    if (paymentId == null) {
      throw new InvalidInputException("payment", "The payment provider does not know it.");
    }
    reversals.payBack(id, paymentId);
    decide(
        orgId,
        id,
        why.text(),
        (purchase, text) -> {
          purchase.become(
              Purchase.Status.FAILED,
              "The payment was paid back. No credit was added.",
              database.now());
          auditLog.record(
              operator.within(orgId),
              "purchase.paid_back",
              "purchase " + id,
              Changes.none().about("payment", paymentId).added("reason", text));
        });
  }

  /// What is decided on a payment that was held back.
  private interface Decision {
    void take(PurchaseEntity purchase, String reason);
  }

  private void decide(UUID orgId, UUID id, String reason, Decision decision) {
    CreditChange.Reason why = constraints.requireMet(new CreditChange.Reason(reason));
    database.inInstallation(() -> {
      PurchaseEntity purchase =
          rows.lock(orgId, id).orElseThrow(() -> new NotFoundException("payment"));
      decision.take(held(purchase), why.text());
      return true;
    });
  }

  private static PurchaseEntity held(PurchaseEntity purchase) {
    if (purchase.status() != Purchase.Status.REVIEW) {
      throw new InvalidInputException("payment", "This payment is not under review any more.");
    }
    return purchase;
  }
}
