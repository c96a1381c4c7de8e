package ai.nemorouter.credit;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.Changes;
import ai.nemorouter.credit.JournalPostingEntity.Account;
import ai.nemorouter.credit.fee.Quote;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.Constraints;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.list.PageOf;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Grants credit to an organization and withdraws what is unused.
///
/// The journal follows the bookkeeper's signs: a debit is positive, a credit negative, and an entry
/// sums to zero. Customer credit is what the operator owes, so a grant posts −amount to
/// `customer_credit` and +amount to `operator_grants`; a withdrawal posts the reverse. A purchase
/// posts what was paid to `payments`, and fee and tax to accounts of their own. The same
/// transaction changes the organization's limit of kind `credit`, which is what a hold checks.
@ForActor
@ApplicationScoped
public class Credits {
  private static final Duration EXPIRY_MAX = Duration.ofDays(3660);
  private static final int REFERENCE_LENGTH_MAX = 120;

  private final Journal journal;
  private final CreditBook book;
  private final CreditGrantRows grants;
  private final Database database;
  private final Constraints constraints;
  private final AuditLog auditLog;

  Credits(
      Journal journal,
      CreditBook book,
      CreditGrantRows grants,
      Database database,
      Constraints constraints,
      AuditLog auditLog) {
    this.journal = journal;
    this.book = book;
    this.grants = grants;
    this.database = database;
    this.constraints = constraints;
    this.auditLog = auditLog;
  }

  public Balance balance(Actor actor) {
    actor.authorizeOrThrow(Permission.VIEW_CREDIT);
    return book.balance(actor.orgId());
  }

  /// For a form that changes it.
  Balance balanceForChange(Actor actor) {
    actor.authorizeOrThrow(Permission.GRANT_CREDIT);
    return book.balance(actor.orgId());
  }

  /// The newest entries first, each with the balance after it.
  public PageOf<JournalEntry> entries(Actor actor, int page) {
    actor.authorizeOrThrow(Permission.VIEW_CREDIT);
    return journal.page(actor.orgId(), page);
  }

  /// Promotional credit that can still be used, the first to expire first.
  public List<CreditGrant> promotions(Actor actor) {
    actor.authorizeOrThrow(Permission.VIEW_CREDIT);
    Map<UUID, Money> left = book.free(actor.orgId(), Money.ZERO);
    return grants.left(actor.orgId()).stream()
        .filter(grant -> grant.expiresAt != null)
        .map(grant -> grant.shown(left.getOrDefault(grant.id(), Money.ZERO)))
        .filter(grant -> !grant.remaining().isZero())
        .toList();
  }

  public void grant(Actor actor, Money amount, String note) {
    grant(actor, JournalEntry.Kind.GRANT, amount, null, note);
  }

  /// Grants free credit that is used before all other and is gone at that time.
  public void grantPromotion(Actor actor, Money amount, Instant expiresAt, String note) {
    grant(actor, JournalEntry.Kind.PROMOTION, amount, expiresAt, note);
  }

  /// @param kind one that operators grant
  /// @param expiresAt when a promotion is over; null for all others
  void grant(
      Actor actor, JournalEntry.Kind kind, Money amount, @Nullable Instant expiresAt, String note) {
    grant(actor, kind, amount, expiresAt, note, null);
  }

  /// @param reference what the program that asks calls it: sent again, nothing is booked a second
  ///   time; null where it has no name for it
  /// @return whether it was booked now
  /// @throws InvalidInputException if something else was booked under that name
  boolean grant(
      Actor actor,
      JournalEntry.Kind kind,
      Money amount,
      @Nullable Instant expiresAt,
      String note,
      @Nullable String reference) {
    actor.authorizeOrThrow(Permission.GRANT_CREDIT);
    CreditChange change = constraints.requireMet(new CreditChange(amount, note));
    if (isBooked(actor, reference, kind, amount)) {
      return false;
    }
    requireExpiry(kind, expiresAt);
    JournalEntryEntity entry =
        new JournalEntryEntity(actor.orgId(), kind, change.note(), actor.displayName());
    entry.reference = reference;
    Postings postings =
        Postings.NONE.debit(opposite(kind), amount).credit(Account.CUSTOMER_CREDIT, amount);
    Money after = book.add(entry, postings, expiresAt);
    auditLog.record(
        actor,
        "credit.granted",
        "credit",
        changes(after.minus(amount), after, change.note())
            .added("kind", kind.word())
            .added("expires_at", expiresAt == null ? null : expiresAt.toString())
            .added("reference", reference));
    return true;
  }

  /// Of two that are sent at once, the second waits for the first.
  private boolean isBooked(
      Actor actor, @Nullable String reference, JournalEntry.Kind kind, Money amount) {
    if (reference == null) {
      return false;
    }
    if (reference.isBlank() || reference.length() > REFERENCE_LENGTH_MAX) {
      throw new InvalidInputException(
          "reference", "A reference has 1 to %d characters.".formatted(REFERENCE_LENGTH_MAX));
    }
    database.lockName("journal entry " + reference + " of " + actor.orgId());
    Optional<JournalEntry> before = journal.ofReference(actor.orgId(), reference);
    before
        .filter(entry -> entry.kind() != kind || !entry.amount().equals(amount))
        .ifPresent(other -> {
          throw new InvalidInputException(
              "reference",
              "Another entry has this reference already: %s, %s."
                  .formatted(other.kind().label(), other.amount().display()));
        });
    return before.isPresent();
  }

  private static Account opposite(JournalEntry.Kind kind) {
    return switch (kind) {
      case INVOICE -> Account.INVOICED;
      case CORRECTION -> Account.CORRECTIONS;
      case PROMOTION -> Account.PROMOTIONS;
      default -> Account.OPERATOR_GRANTS;
    };
  }

  private void requireExpiry(JournalEntry.Kind kind, @Nullable Instant expiresAt) {
    if (kind == JournalEntry.Kind.PROMOTION) {
      Instant now = database.now();
      if (expiresAt == null || !expiresAt.isAfter(now) || expiresAt.isAfter(now.plus(EXPIRY_MAX))) {
        throw new InvalidInputException(
            "expires_on", "Promotional credit expires: enter a day in the next ten years.");
      }
    } else if (expiresAt != null) {
      throw new InvalidInputException("expires_on", "Only promotional credit expires.");
    }
  }

  /// Says what would stand in the way of a withdrawal, without making it.
  ///
  /// @return the balance as it stands
  public Balance checkWithdrawal(Actor actor, Money amount, String note) {
    actor.authorizeOrThrow(Permission.GRANT_CREDIT);
    constraints.requireMet(new CreditChange(amount, note));
    Balance balance = book.balance(actor.orgId());
    requireLeft(balance, amount);
    return balance;
  }

  /// Takes back credit that is neither used nor held.
  public void withdraw(Actor actor, Money amount, String note) {
    withdraw(actor, amount, note, null);
  }

  /// @param reference as for a grant
  /// @return whether it was booked now
  boolean withdraw(Actor actor, Money amount, String note, @Nullable String reference) {
    actor.authorizeOrThrow(Permission.GRANT_CREDIT);
    CreditChange change = constraints.requireMet(new CreditChange(amount, note));
    if (isBooked(actor, reference, JournalEntry.Kind.WITHDRAWAL, amount.negated())) {
      return false;
    }
    requireLeft(book.lock(actor.orgId()), amount);
    JournalEntryEntity entry =
        new JournalEntryEntity(
            actor.orgId(), JournalEntry.Kind.WITHDRAWAL, change.note(), actor.displayName());
    entry.reference = reference;
    Postings postings =
        Postings.NONE
            .debit(Account.CUSTOMER_CREDIT, amount)
            .credit(Account.OPERATOR_GRANTS, amount);
    Money after = book.move(entry, postings, null);
    auditLog.record(
        actor,
        "credit.withdrawn",
        "credit",
        changes(after.plus(amount), after, change.note()).added("reference", reference));
    return true;
  }

  /// Books a paid purchase as part of a transaction about the whole installation: the credit, to
  /// the cent, and what was paid beside it. The database takes one such entry for a purchase.
  ///
  /// @return how much is granted in all after it
  public Money bookPurchase(UUID orgId, UUID purchaseId, Quote quote, String note, String buyer) {
    return book.add(
        JournalEntryEntity.ofPurchase(orgId, purchaseId, note, buyer),
        Postings.NONE
            .debit(Account.PAYMENTS, quote.total())
            .credit(Account.CUSTOMER_CREDIT, quote.credit())
            .credit(Account.FEE_INCOME, quote.fee())
            .credit(Account.TAX_PAYABLE, quote.tax()),
        null);
  }

  private static Changes changes(Money before, Money after, String note) {
    return Changes.none().changed("granted_usd", before.plain(), after.plain()).added("note", note);
  }

  private static void requireLeft(Balance balance, Money amount) {
    Money left = balance.left().max(Money.ZERO);
    if (amount.compareTo(left) > 0) {
      throw new InvalidInputException(
          "amount",
          "Only %s is neither used nor held by calls under way. Withdraw that or less."
              .formatted(left.display()));
    }
  }
}
