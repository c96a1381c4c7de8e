package ai.nemorouter.credit;

import ai.nemorouter.money.Money;

/// An organization's credit as it stands.
///
/// @param granted all grants less all withdrawals: the cap on what may ever be used
/// @param used what finished calls have cost
/// @param held what calls under way may still cost
public record Balance(Money granted, Money used, Money held) {
  public static final Balance NONE = new Balance(Money.ZERO, Money.ZERO, Money.ZERO);

  /// What a new call may still spend; negative where a provider charged more than was held.
  public Money left() {
    return granted.minus(used).minus(held);
  }

  /// What was used without credit for it, after a refund or a dispute; zero where nothing was.
  public Money owed() {
    return used.minus(granted).max(Money.ZERO);
  }

  public boolean isExhausted() {
    return left().compareTo(Money.ZERO) <= 0;
  }
}
