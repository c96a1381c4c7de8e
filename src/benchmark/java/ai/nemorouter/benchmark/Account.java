package ai.nemorouter.benchmark;

import ai.nemorouter.benchmark.SampleCall.Bound;
import ai.nemorouter.money.Money;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

/// A balance that calls hold from and settle to, in memory: what a limit does, without its
/// database.
final class Account {
  /// Then the balance is fresh again, so that it is neither always full nor always empty.
  private static final int CALLS_PER_BALANCE = 24;

  private final Rules rules;
  private final Function<SampleCall, Bound> bound;
  private final Deque<Running> running = new ArrayDeque<>();
  private Money used = Money.ZERO;
  private Money held = Money.ZERO;
  private Money toBeSettled = Money.ZERO;

  private Account(Rules rules, Function<SampleCall, Bound> bound) {
    this.rules = rules;
    this.bound = bound;
  }

  /// @param openShare calls without a ceiling are granted at most one part in so many of what is
  ///   left, or their least
  record Rules(Money balance, int inFlightMost, int openShare) {
    Rules openCallsGet(int partInSoMany) {
      return new Rules(balance, inFlightMost, partInSoMany);
    }
  }

  private record Running(Money held, Money settled) {}

  /// @param fitting calls whose true cost fitted beside the true costs of the others
  /// @param refused those of them that were refused
  /// @param cutShort granted calls whose answer would have been longer than the grant
  /// @param overspent how often what was used and will be settled exceeded the balance
  record Outcome(int fitting, int refused, int granted, int cutShort, int overspent) {
    double refusedPercent() {
      return fitting == 0 ? 0 : 100.0 * refused / fitting;
    }

    double cutShortPercent() {
      return granted == 0 ? 0 : 100.0 * cutShort / granted;
    }
  }

  /// Lets the calls come one after the other; when `inFlightMost` are under way, the first of them
  /// ends before the next comes.
  static Outcome run(List<SampleCall> calls, Rules rules, Function<SampleCall, Bound> bound) {
    int fitting = 0;
    int refused = 0;
    int cutShort = 0;
    int granted = 0;
    int overspent = 0;
    Account account = new Account(rules, bound);
    for (int i = 0; i < calls.size(); i++) {
      if (i % CALLS_PER_BALANCE == 0) {
        account = new Account(rules, bound);
      }
      SampleCall call = calls.get(i);
      account.makeRoom();
      boolean fits = account.fits(call);
      long output = account.place(call);
      fitting += fits ? 1 : 0;
      refused += fits && output == 0 ? 1 : 0;
      granted += output > 0 ? 1 : 0;
      cutShort += output > 0 && output < call.wantedOutput() ? 1 : 0;
      overspent += account.isOverspent() ? 1 : 0;
    }
    return new Outcome(fitting, refused, granted, cutShort, overspent);
  }

  private void makeRoom() {
    while (running.size() >= rules.inFlightMost()) {
      Running first = running.removeFirst();
      held = held.minus(first.held());
      toBeSettled = toBeSettled.minus(first.settled());
      used = used.plus(first.settled());
    }
  }

  private boolean fits(SampleCall call) {
    Money whole = call.settled(call.wantedOutput());
    return used.plus(toBeSettled).plus(whole).compareTo(rules.balance()) <= 0;
  }

  /// @return the output tokens that were granted, zero for a refusal
  private long place(SampleCall call) {
    Bound asked = bound.apply(call);
    Money left = rules.balance().minus(used).minus(held);
    long output = asked.granted(left);
    if (output == 0) {
      return 0;
    }
    if (!call.hasCeiling()) {
      Money share = Money.ofNanos(left.nanos() / rules.openShare());
      output = Math.max(asked.leastOutput(), Math.min(output, asked.granted(share)));
    }
    Running placed = new Running(asked.amountFor(output), call.settled(output));
    running.addLast(placed);
    held = held.plus(placed.held());
    toBeSettled = toBeSettled.plus(placed.settled());
    return output;
  }

  private boolean isOverspent() {
    return used.plus(toBeSettled).compareTo(rules.balance()) > 0;
  }
}
