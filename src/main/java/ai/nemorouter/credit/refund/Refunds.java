package ai.nemorouter.credit.refund;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.Changes;
import ai.nemorouter.credit.CreditBook;
import ai.nemorouter.credit.CreditChange;
import ai.nemorouter.credit.JournalEntry;
import ai.nemorouter.credit.JournalEntryEntity;
import ai.nemorouter.credit.fee.Quote;
import ai.nemorouter.credit.payment.PaymentPolicies;
import ai.nemorouter.credit.payment.PaymentPolicy;
import ai.nemorouter.credit.purchase.PriceParts;
import ai.nemorouter.credit.purchase.Purchase;
import ai.nemorouter.credit.purchase.PurchaseEntity;
import ai.nemorouter.credit.purchase.PurchaseRows;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.Constraints;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.error.InvalidInputException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Begins refunds of unused credit and shows them. `Reversals` takes a refund to the payment
/// provider.
@ForActor
@ApplicationScoped
public class Refunds {
  private final PurchaseRows purchases;
  private final RefundRows rows;
  private final DisputeRows disputes;
  private final PaidBackTotals paidBack;
  private final PaymentPolicies policies;
  private final CreditBook book;
  private final Constraints constraints;
  private final Database database;
  private final AuditLog auditLog;

  Refunds(
      PurchaseRows purchases,
      RefundRows rows,
      DisputeRows disputes,
      PaidBackTotals paidBack,
      PaymentPolicies policies,
      CreditBook book,
      Constraints constraints,
      Database database,
      AuditLog auditLog) {
    this.purchases = purchases;
    this.rows = rows;
    this.disputes = disputes;
    this.paidBack = paidBack;
    this.policies = policies;
    this.book = book;
    this.constraints = constraints;
    this.database = database;
    this.auditLog = auditLog;
  }

  /// What could be refunded of a purchase now.
  ///
  /// @param unused credit in whole cents; zero where nothing can be refunded
  /// @param most what would be paid back for all of it
  /// @param obstacle why nothing can be refunded; empty where something can
  public record Offer(
      Purchase purchase, Money unused, PriceParts most, PaymentPolicy policy, String obstacle) {
    public boolean isOpen() {
      return obstacle.isEmpty();
    }
  }

  public Offer offer(Actor actor, UUID purchaseId) {
    actor.authorizeOrThrow(Permission.BUY_CREDIT);
    return offer(purchases.getOrThrow(actor.orgId(), purchaseId));
  }

  private Offer offer(PurchaseEntity purchase) {
    PaymentPolicy policy = policies.current();
    PriceParts left = paidBack.left(purchase);
    Money unused =
        RefundTerms.wholeCents(
            book.unused(purchase.orgId(), purchase.id()).min(left.credit()).max(Money.ZERO));
    String obstacle = obstacle(purchase, unused);
    Money offered = obstacle.isEmpty() ? unused : Money.ZERO;
    return new Offer(
        purchase.shown(),
        offered,
        offered.isZero() ? PriceParts.NONE : terms(purchase, left, policy).ofCredit(offered),
        policy,
        obstacle);
  }

  private static RefundTerms terms(PurchaseEntity purchase, PriceParts left, PaymentPolicy policy) {
    return new RefundTerms(left, purchase.shown().fee().tax().base(), policy.refundFee());
  }

  private String obstacle(PurchaseEntity purchase, Money unused) {
    if (purchase.status() != Purchase.Status.PAID) {
      return "Only a paid purchase can be refunded.";
    }
    if (paidBack.isDisputed(purchase)) {
      return "The payment is disputed: what is paid back is for the bank to decide.";
    }
    return unused.isZero()
        ? "All of this credit is used, held by calls under way or refunded."
        : "";
  }

  /// What would be paid back for that much credit.
  ///
  /// @throws InvalidInputException if that much cannot be refunded
  public PriceParts preview(Actor actor, UUID purchaseId, Money credit, String reason) {
    actor.authorizeOrThrow(Permission.BUY_CREDIT);
    constraints.requireMet(new CreditChange(credit, reason));
    PurchaseEntity purchase = purchases.getOrThrow(actor.orgId(), purchaseId);
    return parts(purchase, credit);
  }

  private PriceParts parts(PurchaseEntity purchase, Money credit) {
    Offer offer = offer(purchase);
    if (!offer.isOpen()) {
      throw new InvalidInputException("amount", offer.obstacle());
    }
    if (!Quote.isWholeCents(credit)) {
      throw new InvalidInputException("amount", "Enter whole cents.");
    }
    if (credit.compareTo(offer.unused()) > 0) {
      throw new InvalidInputException(
          "amount",
          "Only %s of this credit is unused. Refund that or less."
              .formatted(offer.unused().display()));
    }
    return terms(purchase, paidBack.left(purchase), offer.policy()).ofCredit(credit);
  }

  /// Takes the credit, so that no call can use it while the payment provider is asked.
  ///
  /// @param agreed the payment that was shown before; null where none was
  Refund begin(Actor actor, UUID purchaseId, Money credit, @Nullable Money agreed, String reason) {
    actor.authorizeOrThrow(Permission.BUY_CREDIT);
    CreditChange change = constraints.requireMet(new CreditChange(credit, reason));
    book.lock(actor.orgId());
    PurchaseEntity purchase = purchases.getOrThrow(actor.orgId(), purchaseId);
    PriceParts parts = parts(purchase, credit);
    if (agreed != null && !agreed.equals(parts.total())) {
      throw new InvalidInputException(
          "amount",
          "What is paid back has changed: it is %s now. Check it and confirm again."
              .formatted(parts.total().display()));
    }
    boolean operator = actor instanceof Actor.Person person && person.operator();
    Refund.Origin origin = operator ? Refund.Origin.OPERATOR : Refund.Origin.ORGANIZATION;
    RefundEntity refund =
        new RefundEntity(
            actor.orgId(),
            Ids.next(),
            purchaseId,
            parts,
            new RefundEntity.Begun(origin, actor.displayName(), change.note()),
            database.now());
    rows.persist(refund);
    JournalEntryEntity entry =
        new JournalEntryEntity(
                actor.orgId(), JournalEntry.Kind.REFUND, change.note(), actor.displayName())
            .about(refund.id(), Refund.Status.CREATED.word());
    book.move(entry, refund.effect(Refund.Status.CREATED), purchaseId);
    auditLog.record(
        actor,
        "refund.started",
        "purchase " + purchaseId,
        Changes.none()
            .added("credit_usd", parts.credit().plain())
            .added("paid_back_usd", parts.total().plain())
            .added("refund", refund.id().toString())
            .added("reason", change.note()));
    return refund.shown();
  }

  /// Those of a purchase, the newest first.
  public List<Refund> list(Actor actor, UUID purchaseId) {
    actor.authorizeOrThrow(Permission.VIEW_CREDIT);
    purchases.getOrThrow(actor.orgId(), purchaseId);
    return rows.ofPurchase(actor.orgId(), purchaseId).stream().map(RefundEntity::shown).toList();
  }

  public Refund find(Actor actor, UUID id) {
    actor.authorizeOrThrow(Permission.VIEW_CREDIT);
    return rows.getOrThrow(actor.orgId(), id).shown();
  }

  /// Disputes of a purchase, the newest first.
  public List<Dispute> disputes(Actor actor, UUID purchaseId) {
    actor.authorizeOrThrow(Permission.VIEW_CREDIT);
    return disputes.ofPurchase(actor.orgId(), purchaseId).stream()
        .map(DisputeEntity::shown)
        .toList();
  }

  /// Disputes of the organization that are not decided.
  public List<Dispute> pendingDisputes(Actor actor) {
    actor.authorizeOrThrow(Permission.VIEW_CREDIT);
    return disputes.pending(actor.orgId()).stream().map(DisputeEntity::shown).toList();
  }
}
