package ai.nemorouter.credit.refund;

import ai.nemorouter.credit.CreditBook;
import ai.nemorouter.credit.billing.Billing;
import ai.nemorouter.credit.purchase.Purchase;
import ai.nemorouter.credit.purchase.PurchaseEntity;
import ai.nemorouter.credit.purchase.PurchaseRows;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.Mails;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.FailureText;
import ai.nemorouter.platform.http.ConsoleConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Tells the organization by mail when a payment is disputed, and how that ended. A node claims a
/// letter before it sends it, so that the others leave it alone; one that dies between sending and
/// noting it makes another node send it again, after `DisputeEntity.CLAIM`.
@ApplicationScoped
public class DisputeEmails {
  private static final Logger LOG = Logger.getLogger(DisputeEmails.class);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH);
  private static final int AT_ONCE = 20;

  private final DisputeRows disputes;
  private final PurchaseRows purchases;
  private final Billing billing;
  private final CreditBook book;
  private final Mails mails;
  private final ConsoleConfig console;
  private final Database database;

  DisputeEmails(
      DisputeRows disputes,
      PurchaseRows purchases,
      Billing billing,
      CreditBook book,
      Mails mails,
      ConsoleConfig console,
      Database database) {
    this.disputes = disputes;
    this.purchases = purchases;
    this.billing = billing;
    this.book = book;
    this.mails = mails;
    this.console = console;
    this.database = database;
  }

  private record Key(UUID orgId, UUID id) {}

  /// The contents of an e-mail.
  ///
  /// @param email null if no recipient is known
  /// @param owed what was used without credit for it
  private record Due(
      Dispute dispute,
      Purchase purchase,
      PurchaseRows.Organization organization,
      @Nullable String email,
      Money owed) {}

  public void sendDue() {
    if (!mails.areAvailable()) {
      return;
    }
    List<Key> waiting =
        database.inInstallation(() ->
            disputes.toTell(database.now(), AT_ONCE).stream()
                .map(row -> new Key(row.orgId(), row.id()))
                .toList());
    for (Key key : waiting) {
      database.inInstallation(() -> claimed(key)).ifPresent(this::send);
    }
  }

  private Optional<Due> claimed(Key key) {
    return disputes
        .lock(key.orgId(), key.id())
        .filter(row -> row.claimLetter(database.now()))
        .map(this::due);
  }

  private Due due(DisputeEntity row) {
    PurchaseEntity purchase = purchases.getOrThrow(row.orgId(), row.purchaseId());
    String billed = billing.of(row.orgId()).email();
    return new Due(
        row.shown(),
        purchase.shown(),
        purchases.organization(row.orgId()),
        billed.isEmpty() ? purchase.buyerEmail() : billed,
        book.balance(row.orgId()).owed());
  }

  private void send(Due due) {
    Dispute dispute = due.dispute();
    if (due.email() != null && !left(letter(due, due.email()))) {
      return;
    }
    database.inInstallation(() -> {
      disputes
          .lock(due.purchase().orgId(), dispute.id())
          .ifPresent(row -> row.told(dispute.status()));
      return true;
    });
  }

  private boolean left(Mails.Letter letter) {
    try {
      mails.send(letter);
      return true;
    } catch (Mails.NotSentException e) {
      LOG.warnf("A letter was not mailed letter=%s cause=%s", letter.id(), FailureText.of(e));
      return false;
    }
  }

  private Mails.Letter letter(Due due, String email) {
    Dispute dispute = due.dispute();
    String total = dispute.parts().total().display();
    String text =
        """
        %s

        Receipt   %s
        Disputed  %s
        Reason    %s

        Credit: %s
        %s
        What happens next: %s

        What to do: %s
        %s
        """
            .formatted(
                what(due),
                due.purchase().receipt() == null ? "none" : due.purchase().receipt().label(),
                total,
                dispute.reason(),
                taken(dispute),
                due.owed().isZero()
                    ? ""
                    : "%s is owed: requests are refused with status 402 until credit of more than that is added.\n"
                        .formatted(due.owed().display()),
                next(dispute),
                toDo(dispute),
                link(due));
    return new Mails.Letter(
        List.of(email),
        subject(dispute, total),
        text,
        "dispute-" + dispute.status().word() + "-" + dispute.id());
  }

  private static String subject(Dispute dispute, String total) {
    return switch (dispute.status()) {
      case INQUIRY -> "A bank asks about your payment of " + total;
      case OPEN -> "Your payment of " + total + " is disputed";
      case WON -> "The dispute about your payment of " + total + " is over: the payment stands";
      case LOST ->
          "The dispute about your payment of " + total + " is over: the payment was returned";
    };
  }

  private static String what(Due due) {
    String organization = due.organization().name();
    return switch (due.dispute().status()) {
      case INQUIRY ->
          "The bank of the payment method asks about a payment for credit of " + organization + ".";
      case OPEN ->
          "The bank of the payment method disputes a payment for credit of " + organization + ".";
      case WON ->
          "The bank decided that a disputed payment for credit of " + organization + " stands.";
      case LOST ->
          "The bank returned a disputed payment for credit of "
              + organization
              + " to its payment method.";
    };
  }

  private static String taken(Dispute dispute) {
    if (dispute.voided().isZero()) {
      return "nothing was taken from the balance.";
    }
    String voided = dispute.voided().display();
    return switch (dispute.status()) {
      case INQUIRY -> "nothing was taken from the balance.";
      case OPEN -> voided + " was taken from the balance until the bank decides.";
      case WON -> voided + " is back in the balance.";
      case LOST -> voided + " was taken from the balance for good.";
    };
  }

  private static String next(Dispute dispute) {
    return switch (dispute.status()) {
      case INQUIRY -> "the bank may drop it, or open a dispute. Then credit is taken.";
      case OPEN ->
          (dispute.respondBy() == null
                  ? "the operator can send evidence to the bank."
                  : "the operator can send evidence to the bank until %s."
                      .formatted(day(dispute.respondBy())))
              + " Then the bank decides, which may take months. This payment cannot be refunded meanwhile."
              + (dispute.suspended()
                  ? " The organization is suspended until the dispute is won."
                  : "");
      case WON -> "nothing. The credit can be used.";
      case LOST ->
          "nothing. The bank's decision is final."
              + (dispute.suspended()
                  ? " The organization stays suspended until the operator lets it go on."
                  : "");
    };
  }

  private static String toDo(Dispute dispute) {
    return switch (dispute.status()) {
      case INQUIRY, OPEN ->
          "if the payment is yours, tell your bank to withdraw the dispute, and tell the operator.";
      case WON -> "nothing.";
      case LOST -> "buy credit with another payment method if requests shall go on.";
    };
  }

  private static String day(Instant time) {
    return DAY.format(time.atZone(ZoneOffset.UTC));
  }

  private String link(Due due) {
    return console
        .url()
        .map(url ->
            "\n%s/o/%s/credit/purchases/%s"
                .formatted(
                    url.toString().replaceFirst("/$", ""),
                    due.organization().slug(),
                    due.purchase().id()))
        .orElse("");
  }
}
