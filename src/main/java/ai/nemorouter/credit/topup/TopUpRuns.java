package ai.nemorouter.credit.topup;

import ai.nemorouter.access.Actor;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.Changes;
import ai.nemorouter.credit.CreditBook;
import ai.nemorouter.credit.fee.FeeVersion;
import ai.nemorouter.credit.fee.Fees;
import ai.nemorouter.credit.fee.Quote;
import ai.nemorouter.credit.payment.PaymentBooking;
import ai.nemorouter.credit.payment.PaymentProvider;
import ai.nemorouter.credit.payment.PaymentSession;
import ai.nemorouter.credit.purchase.Purchase;
import ai.nemorouter.credit.purchase.PurchaseEntity;
import ai.nemorouter.credit.purchase.PurchaseRows;
import ai.nemorouter.credit.refund.DisputeRows;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.Mails;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.error.FailureText;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Buys credit where it runs low and an organization has it topped up. Every node does it: the
/// purchase is written down first, at most one is under way, and the payment provider takes its id
/// as the key under which it charges once. So a node may die between any two steps.
@ApplicationScoped
public class TopUpRuns {
  private static final Logger LOG = Logger.getLogger(TopUpRuns.class);

  /// For as long the payment provider remembers the key.
  private static final Duration KEY_LASTS = Duration.ofHours(23);

  private static final String BUYER = "Automatic top-up";

  private final TopUpRows rows;
  private final PurchaseRows purchases;
  private final DisputeRows disputes;
  private final SavedCards cards;
  private final PaymentProvider provider;
  private final PaymentBooking booking;
  private final CreditBook book;
  private final Fees fees;
  private final Mails mails;
  private final Database database;
  private final AuditLog auditLog;

  TopUpRuns(
      TopUpRows rows,
      PurchaseRows purchases,
      DisputeRows disputes,
      SavedCards cards,
      PaymentProvider provider,
      PaymentBooking booking,
      CreditBook book,
      Fees fees,
      Mails mails,
      Database database,
      AuditLog auditLog) {
    this.rows = rows;
    this.purchases = purchases;
    this.disputes = disputes;
    this.cards = cards;
    this.provider = provider;
    this.booking = booking;
    this.book = book;
    this.fees = fees;
    this.mails = mails;
    this.database = database;
    this.auditLog = auditLog;
  }

  /// A purchase that is to be charged.
  private record Charge(PurchaseEntity purchase, String customer, String method) {}

  /// A top-up that failed.
  private record Failure(@Nullable String email, Money amount, String problem, boolean stopped) {}

  public void run() {
    if (!provider.isConfigured()) {
      return;
    }
    List<UUID> due = database.inInstallation(() -> rows.due(database.now()));
    due.forEach(this::run);
  }

  private void run(UUID orgId) {
    settle(orgId);
    Optional<Charge> charge = database.inInstallation(() -> next(orgId));
    charge.ifPresent(this::charge);
    settle(orgId);
  }

  private void charge(Charge charge) {
    PurchaseEntity purchase = charge.purchase();
    try {
      Optional<PaymentSession> payment =
          purchase.sessionId() == null
              ? cards.charge(purchase, charge.customer(), charge.method())
              : provider.fetch(purchase.sessionId());
      payment.ifPresentOrElse(booking::book, () -> refuse(purchase));
    } catch (PaymentProvider.UnavailableException e) {
      LOG.warnf(e, "A top-up will be charged later purchase=%s", purchase.id());
    }
  }

  private void refuse(PurchaseEntity purchase) {
    database.inInstallation(() -> {
      purchases
          .lock(purchase.orgId(), purchase.id())
          .filter(row -> row.status() != Purchase.Status.PAID)
          .ifPresent(row ->
              row.become(
                  Purchase.Status.FAILED,
                  "The bank refused the payment. Nothing was charged.",
                  database.now()));
      return true;
    });
  }

  /// The purchase under way, or a new one where credit is low.
  private Optional<Charge> next(UUID orgId) {
    Optional<TopUpEntity> found = rows.lock(orgId);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    TopUpEntity row = found.get();
    if (row.pendingPurchase == null) {
      begin(row);
    }
    if (row.pendingPurchase == null || row.customerId == null || row.methodId() == null) {
      return Optional.empty();
    }
    PurchaseEntity purchase = purchases.getOrThrow(orgId, row.pendingPurchase);
    return Optional.of(
        new Charge(
            purchase,
            Objects.requireNonNull(row.customerId),
            Objects.requireNonNull(row.methodId())));
  }

  private void begin(TopUpEntity row) {
    Instant now = database.now();
    TopUp.Terms terms = row.terms();
    if (!row.isDue(now)
        || !purchases.isRunning(row.orgId())
        || !disputes.pending(row.orgId()).isEmpty()
        || book.balance(row.orgId()).left().compareTo(terms.threshold()) >= 0) {
      return;
    }
    FeeVersion version = fees.current();
    Quote quote = version.fee().quote(terms.amount());
    ZonedDateTime month = now.atZone(ZoneOffset.UTC).truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1);
    Money paid = rows.paidSince(row.orgId(), month.toInstant());
    if (paid.plus(quote.total()).compareTo(terms.ceiling()) > 0) {
      row.wait(
          "The monthly ceiling of %s is reached.".formatted(terms.ceiling().display()),
          month.plusMonths(1).toInstant());
      return;
    }
    PurchaseEntity purchase =
        new PurchaseEntity(
            row.orgId(),
            Ids.next(),
            quote,
            version,
            new PurchaseEntity.Buyer(BUYER, row.email()),
            now);
    purchase.topUp();
    purchases.persist(purchase);
    row.pendingPurchase = purchase.id();
    auditLog.record(
        new Actor.Setup(row.orgId()),
        "purchase.started",
        "purchase " + purchase.id(),
        Changes.none()
            .added("credit_usd", quote.credit().plain())
            .added("total_usd", quote.total().plain()));
  }

  /// Counts what became of the purchase under way, and tells of a failure.
  private void settle(UUID orgId) {
    Optional<Failure> failure =
        database.inInstallation(() -> rows.lock(orgId).flatMap(this::settled));
    failure.ifPresent(this::tell);
  }

  private Optional<Failure> settled(TopUpEntity row) {
    if (row.pendingPurchase == null) {
      return Optional.empty();
    }
    PurchaseEntity purchase = purchases.getOrThrow(row.orgId(), row.pendingPurchase);
    Instant now = database.now();
    if (purchase.status().isPending()) {
      boolean forgotten =
          purchase.sessionId() == null && purchase.createdAt().isBefore(now.minus(KEY_LASTS));
      if (forgotten) {
        purchase.become(
            Purchase.Status.EXPIRED, "The payment provider could not be reached in time.", now);
      } else {
        return Optional.empty();
      }
    }
    if (purchase.status() == Purchase.Status.PAID) {
      row.succeeded();
      return Optional.empty();
    }
    row.failed(purchase.shown().problem(), now);
    boolean stopped = !row.terms().enabled();
    auditLog.record(
        new Actor.Setup(row.orgId()),
        stopped ? "top_up.stopped" : "top_up.failed",
        "top-up",
        Changes.none().about("purchase", purchase.id().toString()));
    return Optional.of(
        new Failure(row.email(), purchase.quote().credit(), purchase.shown().problem(), stopped));
  }

  private void tell(Failure failure) {
    if (failure.email() == null || !mails.areAvailable()) {
      return;
    }
    String text =
        """
        An automatic top-up of %s failed: %s

        %s Check the payment method on the page Credit, under Automatic top-up.
        """
            .formatted(
                failure.amount().display(),
                failure.problem(),
                failure.stopped()
                    ? "It failed %d times and is turned off now."
                        .formatted(TopUpEntity.FAILURES_MAX)
                    : "It will be tried again later.");
    try {
      mails.send(
          new Mails.Letter(
              List.of(failure.email()),
              failure.stopped() ? "Automatic top-up is turned off" : "Automatic top-up failed",
              text,
              "top-up-" + Ids.next()));
    } catch (Mails.NotSentException e) {
      LOG.warnf("A letter about a top-up was not sent cause=%s", FailureText.of(e));
    }
  }
}
