package ai.nemorouter.credit;

import ai.nemorouter.credit.JournalPostingEntity.Account;
import ai.nemorouter.money.Money;
import java.util.EnumMap;
import java.util.Map;

/// What an entry of the journal does to the accounts, by the bookkeeper's signs: a debit is
/// positive, a credit negative, and all of them sum to zero.
public record Postings(Map<Account, Money> amounts) {
  public static final Postings NONE = new Postings(Map.of());

  public Postings {
    Map<Account, Money> moved = new EnumMap<>(Account.class);
    moved.putAll(amounts);
    moved.values().removeIf(Money::isZero);
    amounts = Map.copyOf(moved);
  }

  Money of(Account account) {
    return amounts.getOrDefault(account, Money.ZERO);
  }

  public Postings debit(Account account, Money amount) {
    Map<Account, Money> more = new EnumMap<>(Account.class);
    more.putAll(amounts);
    more.merge(account, amount, Money::plus);
    return new Postings(more);
  }

  public Postings credit(Account account, Money amount) {
    return debit(account, amount.negated());
  }

  /// What leads from the other to this.
  public Postings since(Postings other) {
    Postings difference = this;
    for (Map.Entry<Account, Money> before : other.amounts.entrySet()) {
      difference = difference.credit(before.getKey(), before.getValue());
    }
    return difference;
  }

  public boolean isNothing() {
    return amounts.isEmpty();
  }

  /// What is added to the organization's credit; negative where it is taken.
  Money addedCredit() {
    return of(Account.CUSTOMER_CREDIT).negated();
  }
}
