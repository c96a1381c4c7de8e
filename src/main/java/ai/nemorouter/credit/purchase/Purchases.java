package ai.nemorouter.credit.purchase;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.Changes;
import ai.nemorouter.credit.billing.Billing;
import ai.nemorouter.credit.fee.CreditSettings;
import ai.nemorouter.credit.fee.Fee;
import ai.nemorouter.credit.fee.FeeVersion;
import ai.nemorouter.credit.fee.Fees;
import ai.nemorouter.credit.fee.Quote;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/// Quotes credit, begins purchases and lists them. `Checkouts` takes a purchase to its payment.
@ForActor
@ApplicationScoped
public class Purchases {
  static final String PAID = "paid";
  static final String UNPAID = "unpaid";

  private final PurchaseRows rows;
  private final Fees fees;
  private final Billing billing;
  private final CreditSettings settings;
  private final Database database;
  private final Session session;
  private final AuditLog auditLog;

  Purchases(
      PurchaseRows rows,
      Fees fees,
      Billing billing,
      CreditSettings settings,
      Database database,
      Session session,
      AuditLog auditLog) {
    this.rows = rows;
    this.fees = fees;
    this.billing = billing;
    this.settings = settings;
    this.database = database;
    this.session = session;
    this.auditLog = auditLog;
  }

  /// The orders in which purchases are listed.
  public enum Sort {
    NEWEST,
    AMOUNT
  }

  /// What can be bought, and by which fee.
  public record Offer(Fee fee, Money smallest, Money largest) {
    /// For people, below the field.
    public String range() {
      return "From %s to %s.".formatted(smallest.display(), largest.display());
    }
  }

  public Offer offer(Actor actor) {
    actor.authorizeOrThrow(Permission.VIEW_CREDIT);
    return new Offer(fees.current().fee(), settings.smallest(), settings.largest());
  }

  /// What that much credit costs now.
  ///
  /// @throws InvalidInputException unless it is an amount that can be bought
  public Quote quote(Actor actor, Money credit) {
    actor.authorizeOrThrow(Permission.VIEW_CREDIT);
    return fees.current().fee().quote(valid(credit));
  }

  public PageOf<Purchase> list(Actor actor, ListQuery query) {
    actor.authorizeOrThrow(Permission.VIEW_CREDIT);
    return rows.page(query);
  }

  /// @throws ai.nemorouter.platform.error.NotFoundException where the organization has no such
  ///   purchase
  public Purchase find(Actor actor, UUID id) {
    actor.authorizeOrThrow(Permission.VIEW_CREDIT);
    return rows.getOrThrow(actor.orgId(), id).shown();
  }

  /// Writes down what is bought and at which price, before anything is paid.
  ///
  /// @param agreed the total that the buyer saw; null where they saw none
  Purchase begin(Actor actor, Money credit, @Nullable Money agreed) {
    actor.authorizeOrThrow(Permission.BUY_CREDIT);
    FeeVersion version = fees.current();
    Quote quote = version.fee().quote(valid(credit));
    if (agreed != null && !agreed.equals(quote.total())) {
      throw new InvalidInputException(
          "total",
          "The price has changed: it is %s now. Check it and pay again."
              .formatted(quote.total().display()));
    }
    UUID id = Ids.next();
    PurchaseEntity purchase =
        new PurchaseEntity(actor.orgId(), id, quote, version, buyer(actor), database.now());
    rows.persist(purchase);
    auditLog.record(
        actor,
        "purchase.started",
        "purchase " + id,
        Changes.none()
            .added("credit_usd", quote.credit().plain())
            .added("fee_usd", quote.fee().plain())
            .added("tax_usd", quote.tax().plain())
            .added("total_usd", quote.total().plain()));
    return purchase.shown();
  }

  private PurchaseEntity.Buyer buyer(Actor actor) {
    return new PurchaseEntity.Buyer(actor.displayName(), email(actor));
  }

  /// Where its receipts and letters about payments go; null for a program without billing details.
  public @Nullable String email(Actor actor) {
    String billed = billing.of(actor.orgId()).email();
    if (!billed.isEmpty()) {
      return billed;
    }
    return actor instanceof Actor.Person person ? emailOf(person) : null;
  }

  /// Null where the console does not see the person: an operator is no member.
  private @Nullable String emailOf(Actor.Person person) {
    Optional<String> email =
        session
            .createNativeQuery("select email from users where id = :id", String.class)
            .setParameter("id", person.userId())
            .uniqueResultOptional();
    return email.orElse(null);
  }

  private Money valid(Money credit) {
    if (!Quote.isWholeCents(credit)) {
      throw new InvalidInputException("amount", "Enter whole cents.");
    }
    if (credit.compareTo(settings.smallest()) < 0 || credit.compareTo(settings.largest()) > 0) {
      throw new InvalidInputException(
          "amount",
          "Enter an amount from %s to %s."
              .formatted(settings.smallest().display(), settings.largest().display()));
    }
    return credit;
  }
}
