package ai.nemorouter.credit.refund;

import ai.nemorouter.access.Actor;
import ai.nemorouter.credit.payment.PaymentBooking;
import ai.nemorouter.credit.payment.PaymentProvider;
import ai.nemorouter.credit.payment.PaymentSession;
import ai.nemorouter.credit.purchase.PurchaseEntity;
import ai.nemorouter.credit.purchase.PurchaseRows;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.InvalidInputException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Takes refunds to the payment provider and learns what became of refunds and disputes, also of
/// those that were made there. No transaction is open while the payment provider is asked.
@ApplicationScoped
public class Reversals {
  private static final Logger LOG = Logger.getLogger(Reversals.class);
  private static final int AT_ONCE = 50;

  /// For longer than that the payment provider repeats its webhooks.
  private static final Duration HEARD_OF = Duration.ofDays(4);

  private final Refunds refunds;
  private final PurchaseRows purchases;
  private final RefundRows rows;
  private final DisputeRows disputes;
  private final PaymentProvider provider;
  private final ReversalProvider reversals;
  private final PaymentBooking payments;
  private final ReversalBooking booking;
  private final Database database;

  Reversals(
      Refunds refunds,
      PurchaseRows purchases,
      RefundRows rows,
      DisputeRows disputes,
      PaymentProvider provider,
      ReversalProvider reversals,
      PaymentBooking payments,
      ReversalBooking booking,
      Database database) {
    this.refunds = refunds;
    this.purchases = purchases;
    this.rows = rows;
    this.disputes = disputes;
    this.provider = provider;
    this.reversals = reversals;
    this.payments = payments;
    this.booking = booking;
    this.database = database;
  }

  /// What the payment provider knows of a payment now.
  ///
  /// @param session null where it need not be booked first
  public record News(
      @Nullable PaymentSession session,
      List<ProviderRefund> refunds,
      List<ProviderDispute> disputes) {}

  /// Whether a payment can be paid back here.
  public boolean isOpen() {
    return provider.isConfigured();
  }

  /// Refunds unused credit of a purchase.
  ///
  /// @param agreed the payment that was shown before; null where none was
  public Refund refund(
      Actor actor, UUID purchaseId, Money credit, @Nullable Money agreed, String reason) {
    if (!provider.isConfigured()) {
      throw new InvalidInputException("amount", "No payment provider is connected here.");
    }
    Refund begun = refunds.begin(actor, purchaseId, credit, agreed, reason);
    try {
      send(actor.orgId(), begun);
    } catch (PaymentProvider.UnavailableException e) {
      LOG.warnf(e, "A refund will be sent later refund=%s", begun.id());
    }
    return refunds.find(actor, begun.id());
  }

  /// Looks first whether it was sent before: a node may have died between sending and booking.
  private void send(UUID orgId, Refund refund) {
    Optional<String> found = paymentId(orgId, refund.purchaseId());
    if (found.isEmpty()) {
      fail(orgId, refund, "The payment provider does not know this payment any more.");
      return;
    }
    String paymentId = found.get();
    List<ProviderRefund> known = reversals.refundsOf(paymentId);
    known.forEach(this::book);
    if (refund.status() != Refund.Status.CREATED
        || known.stream().anyMatch(told -> refund.id().equals(told.ours()))) {
      return;
    }
    try {
      book(reversals.refund(refund, paymentId));
    } catch (ReversalProvider.RefusedException e) {
      LOG.warnf(e, "A refund was refused refund=%s", refund.id());
      fail(orgId, refund, "The payment provider refused the refund. The credit was given back.");
    }
  }

  /// Pays back all of a payment that bought nothing.
  public void payBack(UUID purchaseId, String paymentId) {
    try {
      reversals.payBack(purchaseId, paymentId);
    } catch (ReversalProvider.RefusedException e) {
      LOG.warnf(e, "A payment could not be paid back purchase=%s", purchaseId);
      throw new InvalidInputException("payment", "The payment provider refused the refund.");
    } catch (PaymentProvider.UnavailableException e) {
      LOG.warnf(e, "A payment could not be paid back purchase=%s", purchaseId);
      throw new InvalidInputException("payment", "The payment provider cannot be reached now.");
    }
  }

  private void fail(UUID orgId, Refund refund, String problem) {
    database.inInstallation(() -> {
      booking.fail(rows.getOrThrow(orgId, refund.id()), problem);
      return true;
    });
  }

  private void book(ProviderRefund told) {
    database.inInstallation(() -> {
      booking.book(told);
      return true;
    });
  }

  /// By what the provider knows the payment of a purchase.
  private Optional<String> paymentId(UUID orgId, UUID purchaseId) {
    record Known(@Nullable String paymentId, @Nullable String sessionId) {}
    Known known =
        database.inInstallation(() -> {
          PurchaseEntity purchase = purchases.getOrThrow(orgId, purchaseId);
          return new Known(purchase.paymentId(), purchase.sessionId());
        });
    if (known.paymentId() != null) {
      return Optional.of(known.paymentId());
    }
    Optional<PaymentSession> session =
        provider.fetch(Objects.requireNonNullElse(known.sessionId(), ""));
    session.ifPresent(payments::book);
    return session.flatMap(paid -> Optional.ofNullable(paid.paymentId()));
  }

  /// Fetches what became of a payment. Its session comes along where no purchase is known by it.
  public News fetch(String paymentId) {
    boolean known = database.inInstallation(() -> purchases.isPayment(paymentId));
    Optional<PaymentSession> session =
        known ? Optional.empty() : provider.fetchByPayment(paymentId);
    if (!known && session.isEmpty()) {
      return new News(null, List.of(), List.of());
    }
    return new News(
        session.orElse(null), reversals.refundsOf(paymentId), reversals.disputesOf(paymentId));
  }

  /// As part of a transaction about the whole installation.
  public void bookHere(News news) {
    if (news.session() != null) {
      payments.bookHere(news.session());
    }
    news.refunds().forEach(booking::book);
    news.disputes().forEach(booking::book);
  }

  /// Asks about a payment of any organization, and books the answer.
  public void lookAt(String paymentId) {
    News news = fetch(paymentId);
    database.inInstallation(() -> {
      bookHere(news);
      return true;
    });
  }

  /// Sends what was not sent, and asks what no webhook told.
  public void lookAround() {
    if (!provider.isConfigured()) {
      return;
    }
    try {
      sendLeftOver();
      Set<String> changed = new TreeSet<>();
      Instant since = database.inInstallation(() -> database.now().minus(HEARD_OF));
      changed.addAll(unbookedRefunds(reversals.refundsSince(since)));
      changed.addAll(unbookedDisputes(reversals.disputesSince(since)));
      changed.addAll(pending());
      changed.stream().filter(id -> !id.isEmpty()).forEach(this::lookAt);
    } catch (PaymentProvider.UnavailableException e) {
      LOG.warn("Refunds and disputes could not be asked about", e);
    }
  }

  private List<String> unbookedRefunds(List<ProviderRefund> told) {
    return database.inInstallation(() ->
        told.stream()
            .filter(refund -> !rows.isBooked(refund))
            .map(ProviderRefund::paymentId)
            .toList());
  }

  private List<String> unbookedDisputes(List<ProviderDispute> told) {
    return database.inInstallation(() ->
        told.stream()
            .filter(dispute -> !disputes.isBooked(dispute))
            .map(ProviderDispute::paymentId)
            .toList());
  }

  private record LeftOver(UUID orgId, Refund refund) {}

  private void sendLeftOver() {
    List<LeftOver> left =
        database.inInstallation(
            () -> rows.toLookAt(database.now(), AT_ONCE).stream().map(this::lookedAt).toList());
    left.forEach(each -> send(each.orgId(), each.refund()));
  }

  private LeftOver lookedAt(RefundEntity row) {
    row.lookedAt(database.now());
    return new LeftOver(row.orgId(), row.shown());
  }

  /// Payments whose disputes are not decided, however old.
  private List<String> pending() {
    return database.inInstallation(() ->
        disputes.toLookAt(database.now(), AT_ONCE).stream()
            .map(row -> purchases.getOrThrow(row.orgId(), row.purchaseId()).paymentId())
            .flatMap(Stream::ofNullable)
            .toList());
  }
}
