package ai.nemorouter.credit.purchase;

import ai.nemorouter.access.Actor;
import ai.nemorouter.credit.payment.PaymentBooking;
import ai.nemorouter.credit.payment.PaymentProvider;
import ai.nemorouter.credit.payment.PaymentSession;
import ai.nemorouter.credit.purchase.Purchase.Status;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.InvalidInputException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Takes a purchase to its payment page and learns what became of it. No transaction is open while
/// the payment provider is asked.
@ApplicationScoped
public class Checkouts {
  private static final Logger LOG = Logger.getLogger(Checkouts.class);
  private static final String UNREACHABLE =
      "The payment provider cannot be reached. Nothing was charged; try again in a minute.";
  private static final Duration NEVER_OPENED = Duration.ofMinutes(10);
  private static final Duration FORGOTTEN = Duration.ofDays(1);
  private static final int AT_ONCE = 50;

  private final Purchases purchases;
  private final PurchaseRows rows;
  private final PaymentProvider provider;
  private final PaymentBooking booking;
  private final Database database;

  Checkouts(
      Purchases purchases,
      PurchaseRows rows,
      PaymentProvider provider,
      PaymentBooking booking,
      Database database) {
    this.purchases = purchases;
    this.rows = rows;
    this.provider = provider;
    this.booking = booking;
    this.database = database;
  }

  /// Whether credit can be bought here at all.
  public boolean isOpen() {
    return provider.isAvailable();
  }

  /// Begins a purchase, up to its payment page.
  ///
  /// @param agreed the total that the buyer saw; null where they saw none
  /// @return with the address of the payment page
  /// @throws InvalidInputException if nothing can be bought, or not that
  public Purchase buy(Actor actor, Money credit, @Nullable Money agreed) {
    if (!provider.isAvailable()) {
      throw new InvalidInputException(
          "provider", "Credit cannot be bought here. An operator of this installation grants it.");
    }
    Purchase begun = purchases.begin(actor, credit, agreed);
    try {
      booking.book(open(begun));
    } catch (PaymentProvider.UnavailableException e) {
      LOG.warnf(e, "A payment page could not be opened purchase=%s", begun.id());
      become(begun, Status.FAILED, "The payment page could not be opened. Nothing was charged.");
      throw new InvalidInputException("provider", UNREACHABLE);
    }
    return purchases.find(actor, begun.id());
  }

  private PaymentSession open(Purchase begun) {
    record Asked(PurchaseEntity purchase, PurchaseRows.Organization organization) {}
    Asked asked =
        database.inInstallation(() ->
            new Asked(
                rows.getOrThrow(begun.orgId(), begun.id()), rows.organization(begun.orgId())));
    return provider.open(
        asked.purchase(),
        asked.organization().name(),
        "/o/" + asked.organization().slug() + "/credit/purchases/" + begun.id());
  }

  /// A purchase as it is now: asks the payment provider where there may be news that no webhook
  /// brought.
  public Purchase find(Actor actor, UUID id) {
    Purchase purchase = purchases.find(actor, id);
    if (!purchase.status().isPending() || !provider.isConfigured()) {
      return purchase;
    }
    try {
      lookAt(purchase);
    } catch (PaymentProvider.UnavailableException e) {
      LOG.warnf(e, "A payment could not be asked about purchase=%s", id);
    }
    return purchases.find(actor, id);
  }

  /// Asks about payments of all organizations that are not decided, so that a lost webhook costs
  /// time and nothing else.
  public void lookAround() {
    if (!provider.isConfigured()) {
      return;
    }
    List<Purchase> pending =
        database.inInstallation(() ->
            rows.toLookAt(database.now(), AT_ONCE).stream().map(PurchaseEntity::shown).toList());
    for (Purchase purchase : pending) {
      try {
        lookAt(purchase);
      } catch (PaymentProvider.UnavailableException e) {
        LOG.warnf(e, "A payment could not be asked about purchase=%s", purchase.id());
        return;
      }
    }
  }

  /// Asks about one payment, whatever it is.
  public void lookAgain(UUID orgId, UUID id) {
    lookAt(database.inInstallation(() -> rows.getOrThrow(orgId, id).shown()));
  }

  private void lookAt(Purchase purchase) {
    Optional<String> sessionId =
        database.inInstallation(() ->
            Optional.ofNullable(rows.getOrThrow(purchase.orgId(), purchase.id()).sessionId()));
    if (sessionId.isEmpty()) {
      if (isOlderThan(purchase, NEVER_OPENED)) {
        become(purchase, Status.EXPIRED, "The payment page was never opened. Nothing was charged.");
      }
      return;
    }
    Optional<PaymentSession> payment = provider.fetch(sessionId.get());
    if (payment.isPresent()) {
      booking.book(payment.get());
    } else if (isOlderThan(purchase, FORGOTTEN)) {
      become(purchase, Status.EXPIRED, "The payment provider does not know this payment any more.");
    } else {
      become(purchase, purchase.status(), purchase.problem());
    }
  }

  private boolean isOlderThan(Purchase purchase, Duration age) {
    return database.inInstallation(() -> purchase.createdAt().isBefore(database.now().minus(age)));
  }

  /// Unless it was paid meanwhile.
  private void become(Purchase purchase, Status status, String told) {
    database.inInstallation(() -> {
      rows.lock(purchase.orgId(), purchase.id())
          .filter(row -> row.status() != Status.PAID)
          .ifPresent(row -> row.become(status, told, database.now()));
      return true;
    });
  }
}
