package ai.nemorouter.credit;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.Changes;
import ai.nemorouter.limit.CreditLimit;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.Constraints;
import ai.nemorouter.platform.InvalidInputException;
import ai.nemorouter.platform.PageOf;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

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
  private final Journal journal;
  private final CreditLimit limit;
  private final Constraints constraints;
  private final AuditLog auditLog;

  Credits(Journal journal, CreditLimit limit, Constraints constraints, AuditLog auditLog) {
    this.journal = journal;
    this.limit = limit;
    this.constraints = constraints;
    this.auditLog = auditLog;
  }

  public Balance balance(Actor actor) {
    actor.authorizeOrThrow(Permission.VIEW_CREDIT);
    return balance(actor.orgId());
  }

  /// For a form that changes it.
  Balance balanceForChange(Actor actor) {
    actor.authorizeOrThrow(Permission.GRANT_CREDIT);
    return balance(actor.orgId());
  }

  /// The newest entries first, each with the balance after it.
  public PageOf<JournalEntry> entries(Actor actor, int page) {
    actor.authorizeOrThrow(Permission.VIEW_CREDIT);
    return journal.page(actor.orgId(), page);
  }

  public void grant(Actor actor, Money amount, String note) {
    actor.authorizeOrThrow(Permission.GRANT_CREDIT);
    CreditChange change = constraints.requireMet(new CreditChange(amount, note));
    record(actor, JournalEntry.Kind.GRANT, amount, change.note());
    Money after = limit.raise(actor.orgId(), amount);
    audit(actor, "credit.granted", after.minus(amount), after, change.note());
  }

  /// Says what would stand in the way of a withdrawal, without making it.
  ///
  /// @return the balance as it stands
  public Balance checkWithdrawal(Actor actor, Money amount, String note) {
    actor.authorizeOrThrow(Permission.GRANT_CREDIT);
    constraints.requireMet(new CreditChange(amount, note));
    Balance balance = balance(actor.orgId());
    requireLeft(balance, amount);
    return balance;
  }

  /// Takes back credit that is neither used nor held.
  public void withdraw(Actor actor, Money amount, String note) {
    actor.authorizeOrThrow(Permission.GRANT_CREDIT);
    CreditChange change = constraints.requireMet(new CreditChange(amount, note));
    limit.lock(actor.orgId());
    requireLeft(balance(actor.orgId()), amount);
    record(actor, JournalEntry.Kind.WITHDRAWAL, amount.negated(), change.note());
    Money after = limit.raise(actor.orgId(), amount.negated());
    audit(actor, "credit.withdrawn", after.plus(amount), after, change.note());
  }

  /// Books a paid purchase as part of a transaction about the whole installation: the credit, to
  /// the cent, and what was paid beside it. The database takes one such entry for a purchase.
  ///
  /// @return how much is granted in all after it
  Money bookPurchase(UUID orgId, UUID purchaseId, Quote quote, String note, String buyer) {
    journal.add(JournalEntryEntity.ofPurchase(orgId, purchaseId, note, buyer), quote);
    return limit.raise(orgId, quote.credit());
  }

  private Balance balance(UUID orgId) {
    return limit
        .standing(orgId)
        .map(standing -> new Balance(standing.cap(), standing.used(), standing.held()))
        .orElse(Balance.NONE);
  }

  private void record(Actor actor, JournalEntry.Kind kind, Money amount, String note) {
    journal.add(new JournalEntryEntity(actor.orgId(), kind, note, actor.displayName()), amount);
  }

  private void audit(Actor actor, String action, Money before, Money after, String note) {
    auditLog.record(
        actor,
        action,
        "credit",
        Changes.none().changed("granted_usd", before.plain(), after.plain()).added("note", note));
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
