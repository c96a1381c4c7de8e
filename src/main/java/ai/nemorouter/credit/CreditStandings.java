package ai.nemorouter.credit;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.credit.purchase.Checkouts;
import ai.nemorouter.credit.topup.TopUps;
import ai.nemorouter.money.Money;
import ai.nemorouter.usage.Spend;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Says whether credit is low, used up or owed. The balance is read anew each time; how fast it is
/// used is summed up once in a while, because many pages ask.
@ForActor
@ApplicationScoped
public class CreditStandings {
  static final Duration FRESH = Duration.ofMinutes(5);
  private static final int REMEMBERED_MAX = 10_000;

  private final CreditBook book;
  private final TopUps topUps;
  private final Checkouts checkouts;
  private final Spend spend;
  private final Map<UUID, Used> lately = new ConcurrentHashMap<>();

  CreditStandings(CreditBook book, TopUps topUps, Checkouts checkouts, Spend spend) {
    this.book = book;
    this.topUps = topUps;
    this.checkouts = checkouts;
    this.spend = spend;
  }

  /// What was used within `SpendingPace.LATELY` before that moment.
  private record Used(Money amount, Instant at) {
    boolean isFreshAt(Instant now) {
      return at.plus(FRESH).isAfter(now);
    }
  }

  /// For any page: what it says may be some minutes old.
  public CreditStanding find(Actor actor) {
    actor.authorizeOrThrow(Permission.VIEW_CREDIT);
    Balance balance = book.balance(actor.orgId());
    SpendingPace pace = balance.isExhausted() ? null : pace(actor, balance, false);
    boolean low = pace != null && pace.low();
    boolean toppedUp = low && topUps.find(actor).terms().enabled();
    return new CreditStanding(
        CreditStanding.stateOf(balance, pace, toppedUp), balance, pace, checkouts.isOpen());
  }

  /// Summed up now. Null for those who do not see what calls of all teams cost.
  @Nullable SpendingPace paceNow(Actor actor, Balance balance) {
    actor.authorizeOrThrow(Permission.VIEW_CREDIT);
    return pace(actor, balance, true);
  }

  private @Nullable SpendingPace pace(Actor actor, Balance balance, boolean anew) {
    if (!actor.may(Permission.VIEW_OVERVIEW)) {
      return null;
    }
    Instant now = Instant.now();
    Used known = lately.get(actor.orgId());
    if (anew || known == null || !known.isFreshAt(now)) {
      Money amount = spend.ofCredit(actor, new Spend.Span(now.minus(SpendingPace.LATELY), now));
      known = new Used(amount, now);
      if (lately.size() >= REMEMBERED_MAX) {
        lately.clear();
      }
      lately.put(actor.orgId(), known);
    }
    return SpendingPace.of(known.amount(), balance.left(), now);
  }
}
