package ai.nemorouter.credit;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.Changes;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.Ids;
import ai.nemorouter.platform.InvalidInputException;
import ai.nemorouter.platform.PageOf;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/// Grants credit to an organization and withdraws what is unused.
///
/// The journal follows the bookkeeper's signs: a debit is positive, a credit negative, and an entry
/// sums to zero. Customer credit is what the operator owes, so a grant posts −amount to
/// `customer_credit` and +amount to `operator_grants`; a withdrawal posts the reverse. The same
/// transaction changes the organization's limit of kind `credit`, which is what a hold checks.
@ApplicationScoped
public class Credits {
  private static final int NOTE_LENGTH_MAX = 200;
  private static final Money LARGEST = Money.ofUsd("1000000");

  private final Database database;
  private final AuditLog auditLog;

  Credits(Database database, AuditLog auditLog) {
    this.database = database;
    this.auditLog = auditLog;
  }

  public Balance balance(Actor actor) {
    actor.authorizeOrThrow(Permission.VIEW_CREDIT);
    return database.of(actor.orgId()).read(handle -> balance(handle, actor.orgId()));
  }

  /// For a form that changes it.
  Balance balanceForChange(Actor actor) {
    actor.authorizeOrThrow(Permission.GRANT_CREDIT);
    return database.of(actor.orgId()).read(handle -> balance(handle, actor.orgId()));
  }

  /// The newest entries first, each with the balance after it.
  public PageOf<JournalEntry> entries(Actor actor, int page) {
    actor.authorizeOrThrow(Permission.VIEW_CREDIT);
    return database
        .of(actor.orgId())
        .read(handle ->
            new PageOf<>(
                entries(handle, actor.orgId(), page),
                PageOf.within(page),
                countEntries(handle, actor.orgId())));
  }

  public void grant(Actor actor, Money amount, String note) {
    database.of(actor.orgId()).useTransaction(handle -> grant(handle, actor, amount, note));
  }

  /// Grants within a transaction that is already open.
  public void grant(Handle handle, Actor actor, Money amount, String note) {
    actor.authorizeOrThrow(Permission.GRANT_CREDIT);
    validate(amount, note);
    record(handle, actor, JournalEntry.Kind.GRANT, amount, note);
    Money after = addToLimit(handle, actor.orgId(), amount);
    audit(handle, actor, "credit.granted", after.minus(amount), after, note);
  }

  /// Says what would stand in the way of a withdrawal, without making it.
  ///
  /// @return the balance as it stands
  public Balance checkWithdrawal(Actor actor, Money amount, String note) {
    actor.authorizeOrThrow(Permission.GRANT_CREDIT);
    validate(amount, note);
    Balance balance = database.of(actor.orgId()).read(handle -> balance(handle, actor.orgId()));
    requireLeft(balance, amount);
    return balance;
  }

  /// Takes back credit that is neither used nor held.
  public void withdraw(Actor actor, Money amount, String note) {
    actor.authorizeOrThrow(Permission.GRANT_CREDIT);
    validate(amount, note);
    database
        .of(actor.orgId())
        .useTransaction(handle -> {
          lock(handle, actor.orgId());
          requireLeft(balance(handle, actor.orgId()), amount);
          record(handle, actor, JournalEntry.Kind.WITHDRAWAL, amount, note);
          Money after = addToLimit(handle, actor.orgId(), amount.negated());
          audit(handle, actor, "credit.withdrawn", after.plus(amount), after, note);
        });
  }

  private static void validate(Money amount, String note) {
    if (amount.compareTo(Money.ZERO) <= 0) {
      throw new InvalidInputException("amount", "Enter an amount above zero.");
    }
    if (amount.compareTo(LARGEST) > 0) {
      throw new InvalidInputException(
          "amount", "Enter at most %s at a time.".formatted(LARGEST.display()));
    }
    if (note.isBlank() || note.length() > NOTE_LENGTH_MAX) {
      throw new InvalidInputException(
          "note", "Say in 1 to %d characters what it is for.".formatted(NOTE_LENGTH_MAX));
    }
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

  private static List<JournalEntry> entries(Handle handle, UUID orgId, int page) {
    return handle
        .createQuery(
            """
            select e.id, e.kind, e.note, e.created_by, e.created_at, -p.amount as amount,
                   bounded(-sum(p.amount) over (order by e.id)) as balance
            from journal_entries e
            join journal_postings p on p.org_id = e.org_id and p.entry_id = e.id
            where e.org_id = :orgId and p.account = 'customer_credit'
            order by e.id desc limit :limit offset :offset
            """)
        .bind("orgId", orgId)
        .bind("limit", PageOf.SIZE)
        .bind("offset", PageOf.offset(page))
        .map(ConstructorMapper.of(JournalEntry.class))
        .list();
  }

  private static long countEntries(Handle handle, UUID orgId) {
    return handle
        .createQuery("select count(*) from journal_entries where org_id = :orgId")
        .bind("orgId", orgId)
        .mapTo(Long.class)
        .one();
  }

  private static void record(
      Handle handle, Actor actor, JournalEntry.Kind kind, Money amount, String note) {
    UUID entryId = Ids.next();
    handle
        .createUpdate(
            """
            insert into journal_entries (org_id, id, kind, note, created_by)
            values (:orgId, :id, :kind, :note, :createdBy)
            """)
        .bind("orgId", actor.orgId())
        .bind("id", entryId)
        .bind("kind", kind.name().toLowerCase(Locale.ROOT))
        .bind("note", note.strip())
        .bind("createdBy", actor.displayName())
        .execute();
    Money granted = kind == JournalEntry.Kind.GRANT ? amount : amount.negated();
    handle
        .createUpdate(
            """
            insert into journal_postings (org_id, entry_id, account, amount)
            values (:orgId, :id, 'customer_credit', :credit), (:orgId, :id, 'operator_grants', :debit)
            """)
        .bind("orgId", actor.orgId())
        .bind("id", entryId)
        .bind("credit", granted.negated())
        .bind("debit", granted)
        .execute();
  }

  private void audit(
      Handle handle, Actor actor, String action, Money before, Money after, String note) {
    auditLog.record(
        handle,
        actor,
        action,
        "credit",
        Changes.none()
            .changed("granted_usd", before.plain(), after.plain())
            .added("note", note.strip()));
  }

  /// @return how much is granted in all after it
  private static Money addToLimit(Handle handle, UUID orgId, Money amount) {
    Optional<Money> changed =
        handle
            .createQuery(
                """
                update limits set amount = amount + :amount, updated_at = now()
                where org_id = :orgId and kind = 'credit' and removed_at is null returning amount
                """)
            .bind("orgId", orgId)
            .bind("amount", amount)
            .mapTo(Money.class)
            .findOne();
    if (changed.isEmpty()) {
      handle
          .createUpdate(
              """
              insert into limits (org_id, id, scope, scope_id, kind, period, amount)
              values (:orgId, :id, 'organization', :orgId, 'credit', 'total', :amount)
              """)
          .bind("orgId", orgId)
          .bind("id", Ids.next())
          .bind("amount", amount)
          .execute();
    }
    return changed.orElse(amount);
  }

  /// Keeps calls from taking more of the credit until the transaction ends.
  private static void lock(Handle handle, UUID orgId) {
    handle
        .createQuery(
            """
            select w.id from windows w
            where w.org_id = :orgId and w.limit_id in (
              select id from limits where org_id = :orgId and kind = 'credit' and removed_at is null)
            order by w.id for update
            """)
        .bind("orgId", orgId)
        .mapTo(Long.class)
        .list();
  }

  private static Balance balance(Handle handle, UUID orgId) {
    return handle
        .createQuery(
            """
            select l.amount as granted, bounded(coalesce(sum(w.used), 0)) as used,
                   bounded(coalesce(sum(w.held), 0)) as held
            from limits l left join windows w on w.org_id = l.org_id and w.limit_id = l.id
            where l.org_id = :orgId and l.kind = 'credit' and l.removed_at is null
            group by l.id, l.amount
            """)
        .bind("orgId", orgId)
        .map(ConstructorMapper.of(Balance.class))
        .findOne()
        .orElse(Balance.NONE);
  }
}
