package ai.nemorouter.credit;

import ai.nemorouter.limit.CreditLimit;
import ai.nemorouter.money.Money;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The only place where credit changes: the journal, the limit that holds are checked against, and
/// what is left of each grant, in the transaction that the thread is in and under one lock for each
/// organization.
@ApplicationScoped
public class CreditBook {
  private final Journal journal;
  private final CreditLimit limit;
  private final CreditGrantRows grants;

  CreditBook(Journal journal, CreditLimit limit, CreditGrantRows grants) {
    this.journal = journal;
    this.limit = limit;
    this.grants = grants;
  }

  /// Keeps credit from being used or changed until the transaction ends, and lays what was used
  /// since to the grants.
  ///
  /// @return the balance as it stands
  public Balance lock(UUID orgId) {
    limit.lock(orgId);
    follow(orgId);
    return balance(orgId);
  }

  public Balance balance(UUID orgId) {
    return limit
        .standing(orgId)
        .map(standing -> new Balance(standing.cap(), standing.used(), standing.held()))
        .orElse(Balance.NONE);
  }

  /// Adds credit, as a grant of its own.
  ///
  /// @param expiresAt null where it does not expire
  /// @return how much is granted in all after it
  Money add(JournalEntryEntity entry, Postings postings, @Nullable Instant expiresAt) {
    lock(entry.orgId());
    journal.add(entry, postings);
    CreditGrantEntity grant =
        new CreditGrantEntity(entry.orgId(), entry.id(), entry.kind(), postings.addedCredit());
    grant.purchaseId = entry.purchaseId;
    grant.expiresAt = expiresAt;
    grants.persist(grant);
    return raise(entry.orgId(), postings.addedCredit());
  }

  /// Takes credit, or gives back what was taken.
  ///
  /// @param purchaseId whose credit it is about; null for none in particular
  /// @return how much is granted in all after it
  public Money move(JournalEntryEntity entry, Postings postings, @Nullable UUID purchaseId) {
    UUID orgId = entry.orgId();
    lock(orgId);
    journal.add(entry, postings);
    if (purchaseId != null) {
      grants.ofPurchase(orgId, purchaseId).ifPresent(grant -> move(grant, postings.addedCredit()));
    }
    return raise(orgId, postings.addedCredit());
  }

  private static void move(CreditGrantEntity grant, Money added) {
    if (added.isNegative()) {
      grant.use(added.negated());
    } else {
      grant.refill(added);
    }
  }

  /// Books that a promotion is over, but for what calls under way may use of it.
  void expire(CreditGrantEntity grant, JournalEntryEntity entry, Money expired) {
    journal.add(
        entry,
        Postings.NONE
            .debit(JournalPostingEntity.Account.CUSTOMER_CREDIT, expired)
            .credit(JournalPostingEntity.Account.PROMOTIONS, expired));
    grant.use(expired);
    raise(entry.orgId(), expired.negated());
  }

  private Money raise(UUID orgId, Money added) {
    Money after = added.isZero() ? balance(orgId).granted() : limit.raise(orgId, added);
    follow(orgId);
    return after;
  }

  /// What is left of each grant in the order of use, where calls under way use all that they hold.
  Map<UUID, Money> free(UUID orgId, Money held) {
    Balance balance = balance(orgId);
    List<CreditGrantEntity> left = grants.left(orgId);
    Money taken = usedSince(left, balance).max(Money.ZERO).plus(held);
    Map<UUID, Money> free = new LinkedHashMap<>();
    for (CreditGrantEntity grant : left) {
      Money ofThis = taken.min(grant.remaining());
      taken = taken.minus(ofThis);
      free.put(grant.id(), grant.remaining().minus(ofThis));
    }
    return free;
  }

  /// What of a purchase's credit is neither used nor held.
  public Money unused(UUID orgId, UUID purchaseId) {
    Optional<CreditGrantEntity> grant = grants.ofPurchase(orgId, purchaseId);
    if (grant.isEmpty()) {
      return Money.ZERO;
    }
    Balance balance = balance(orgId);
    Money left = balance.left().max(Money.ZERO);
    return free(orgId, balance.held()).getOrDefault(grant.get().id(), Money.ZERO).min(left);
  }

  /// Makes what is left of the grants add up to the balance: what was used since was used of the
  /// first in order, and what was given back goes to the last.
  private void follow(UUID orgId) {
    List<CreditGrantEntity> left = grants.left(orgId);
    Money gone = usedSince(left, balance(orgId));
    for (CreditGrantEntity grant : left) {
      if (gone.compareTo(Money.ZERO) > 0) {
        gone = gone.minus(grant.use(gone));
      }
    }
    if (gone.isNegative()) {
      Money back = gone.negated();
      for (CreditGrantEntity grant : grants.used(orgId)) {
        back = back.minus(grant.refill(back));
      }
    }
  }

  /// What was used since it was last laid to the grants; negative where credit was given back.
  private static Money usedSince(List<CreditGrantEntity> left, Balance balance) {
    Money unused = balance.granted().minus(balance.used()).max(Money.ZERO);
    return left.stream()
        .map(CreditGrantEntity::remaining)
        .reduce(Money.ZERO, Money::plus)
        .minus(unused);
  }
}
