package ai.nemorouter.credit.purchase;

import ai.nemorouter.credit.fee.Quote;
import ai.nemorouter.credit.refund.Refund;
import ai.nemorouter.credit.refund.RefundRows;
import ai.nemorouter.platform.Mails;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.FailureText;
import ai.nemorouter.platform.http.ConsoleConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/// Mails receipts and credit notes to buyers. A letter is sent at least once, as a rule exactly
/// once.
@ApplicationScoped
public class ReceiptEmails {
  /// So often a letter is tried.
  public static final int ATTEMPTS_MAX = 10;

  private static final Logger LOG = Logger.getLogger(ReceiptEmails.class);
  private static final int AT_ONCE = 20;

  private final PurchaseRows purchases;
  private final RefundRows refunds;
  private final Mails mails;
  private final ConsoleConfig console;
  private final Database database;

  ReceiptEmails(
      PurchaseRows purchases,
      RefundRows refunds,
      Mails mails,
      ConsoleConfig console,
      Database database) {
    this.purchases = purchases;
    this.refunds = refunds;
    this.mails = mails;
    this.console = console;
    this.database = database;
  }

  /// The recipient of a letter, and the organization that bought.
  private record Buyer(String email, PurchaseRows.Organization organization) {}

  private record DueReceipt(Purchase purchase, Buyer buyer) {}

  private record DueNote(Refund refund, Purchase purchase, Buyer buyer) {}

  public void sendDue() {
    if (mails.areAvailable()) {
      database.inInstallation(this::dueReceipts).forEach(this::send);
      database.inInstallation(this::dueNotes).forEach(this::send);
    }
  }

  private List<DueReceipt> dueReceipts() {
    return purchases.toMail(AT_ONCE).stream()
        .map(row -> new DueReceipt(row.shown(), buyer(row)))
        .toList();
  }

  private List<DueNote> dueNotes() {
    return refunds.toMail(AT_ONCE).stream()
        .map(row -> {
          PurchaseEntity purchase = purchases.getOrThrow(row.orgId(), row.purchaseId());
          return new DueNote(row.shown(), purchase.shown(), buyer(purchase));
        })
        .toList();
  }

  private Buyer buyer(PurchaseEntity row) {
    return new Buyer(Objects.requireNonNull(row.buyerEmail()), purchases.organization(row.orgId()));
  }

  private void send(DueReceipt due) {
    Purchase purchase = due.purchase();
    boolean left =
        left(
            letter(purchase, due.buyer()),
            purchase.receiptOrThrow().label(),
            () -> ReceiptDocument.of(purchase));
    database.inInstallation(() -> {
      purchases
          .lock(purchase.orgId(), purchase.id())
          .ifPresent(row -> row.mailed(left, database.now()));
      return true;
    });
  }

  private void send(DueNote due) {
    UUID orgId = due.purchase().orgId();
    Refund refund = due.refund();
    boolean left =
        left(letter(due), noteOf(refund), () -> ReceiptDocument.of(refund, due.purchase()));
    database.inInstallation(() -> {
      purchases.lock(orgId, due.purchase().id());
      refunds.getOrThrow(orgId, refund.id()).mailed(left, database.now());
      return true;
    });
  }

  private boolean left(Mails.Letter letter, String label, Supplier<byte[]> document) {
    try {
      mails.send(letter, label + ".pdf", document.get());
      return true;
    } catch (Mails.NotSentException e) {
      LOG.warnf("A letter was not mailed letter=%s cause=%s", letter.id(), FailureText.of(e));
      return false;
    }
  }

  private Mails.Letter letter(Purchase purchase, Buyer buyer) {
    Quote quote = purchase.quote();
    String label = purchase.receiptOrThrow().label();
    String text =
        """
        %s of credit was added to %s.

        Credit         %s
        Platform fee   %s
        %-14s %s
        Paid           %s

        Receipt %s is attached.%s
        """
            .formatted(
                quote.credit().display(),
                buyer.organization().name(),
                quote.credit().display(),
                quote.fee().display(),
                purchase.fee().tax().name(),
                quote.tax().display(),
                quote.total().display(),
                label,
                link(purchase, buyer));
    return new Mails.Letter(
        List.of(buyer.email()),
        "Receipt " + label + ": " + quote.credit().display() + " of credit",
        text,
        "receipt-" + purchase.id());
  }

  private Mails.Letter letter(DueNote due) {
    PriceParts parts = due.refund().parts();
    String label = noteOf(due.refund());
    String text =
        """
        %s of a purchase of %s was paid back to the payment method of receipt %s.

        Credit         %s
        Platform fee   %s
        %-14s %s
        Paid back      %s

        Reason: %s

        Credit note %s is attached.%s
        """
            .formatted(
                parts.total().display(),
                due.buyer().organization().name(),
                due.purchase().receiptOrThrow().label(),
                parts.credit().display(),
                parts.fee().display(),
                due.purchase().fee().tax().name(),
                parts.tax().display(),
                parts.total().display(),
                due.refund().reason(),
                label,
                link(due.purchase(), due.buyer()));
    return new Mails.Letter(
        List.of(due.buyer().email()),
        "Credit note " + label + ": " + parts.total().display() + " paid back",
        text,
        "credit-note-" + due.refund().id());
  }

  private static String noteOf(Refund refund) {
    return Objects.requireNonNull(refund.note());
  }

  private String link(Purchase purchase, Buyer buyer) {
    return console
        .url()
        .map(url ->
            "\n%s/o/%s/credit/purchases/%s"
                .formatted(
                    url.toString().replaceFirst("/$", ""),
                    buyer.organization().slug(),
                    purchase.id()))
        .orElse("");
  }
}
