package ai.nemorouter.credit;

import ai.nemorouter.money.Money;
import org.jspecify.annotations.Nullable;

/// Whether an organization's credit asks for attention, as the console says on its pages.
///
/// @param pace null if the user may not see it, or if it does not matter
/// @param open whether credit can be bought here
public record CreditStanding(
    State state, Balance balance, @Nullable SpendingPace pace, boolean open) {
  /// What is to be said.
  public enum State {
    FINE,
    /// At the pace of the last week it lasts less than a week, and nothing tops it up.
    LOW,
    /// Requests are refused with 402.
    EMPTY,
    /// The same, and what was used without credit for it is owed.
    OWED
  }

  /// An organization that never had credit takes its first steps, which say so.
  static State stateOf(Balance balance, @Nullable SpendingPace pace, boolean toppedUp) {
    if (!balance.owed().isZero()) {
      return State.OWED;
    }
    if (balance.isExhausted()) {
      return balance.granted().isZero() && balance.used().isZero() ? State.FINE : State.EMPTY;
    }
    return pace != null && pace.low() && !toppedUp ? State.LOW : State.FINE;
  }

  public boolean isLow() {
    return state == State.LOW;
  }

  public boolean isEmpty() {
    return state == State.EMPTY;
  }

  public boolean isOwed() {
    return state == State.OWED;
  }

  public boolean isSpent() {
    return isEmpty() || isOwed();
  }

  public Money owed() {
    return balance.owed();
  }
}
