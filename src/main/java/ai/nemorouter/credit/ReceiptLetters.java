package ai.nemorouter.credit;

import ai.nemorouter.platform.ConsoleConfig;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.FailureText;
import ai.nemorouter.platform.Mails;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Objects;
import org.jboss.logging.Logger;

/// Mails receipts to their buyers. A letter is sent at least once, as a rule exactly once.
@ApplicationScoped
class ReceiptLetters {
  private static final Logger LOG = Logger.getLogger(ReceiptLetters.class);
  private static final int AT_ONCE = 20;

  private final PurchaseRows rows;
  private final Mails mails;
  private final ConsoleConfig console;
  private final Database database;

  ReceiptLetters(PurchaseRows rows, Mails mails, ConsoleConfig console, Database database) {
    this.rows = rows;
    this.mails = mails;
    this.console = console;
    this.database = database;
  }

  private record Due(Purchase purchase, String email, PurchaseRows.Organization organization) {}

  void sendDue() {
    if (!mails.areAvailable()) {
      return;
    }
    List<Due> due =
        database.inInstallation(() ->
            rows.toMail(AT_ONCE).stream()
                .map(row ->
                    new Due(
                        row.shown(),
                        Objects.requireNonNull(row.buyerEmail()),
                        rows.organization(row.orgId())))
                .toList());
    due.forEach(this::send);
  }

  private void send(Due due) {
    boolean left = true;
    try {
      String label = due.purchase().receiptOrThrow().label();
      mails.send(letter(due), label + ".pdf", ReceiptDocument.of(due.purchase()));
    } catch (Mails.NotSentException e) {
      LOG.warnf(
          "A receipt was not mailed purchase=%s cause=%s", due.purchase().id(), FailureText.of(e));
      left = false;
    }
    boolean sent = left;
    database.inInstallation(() -> {
      rows.lock(due.purchase().orgId(), due.purchase().id())
          .ifPresent(row -> row.mailed(sent, database.now()));
      return true;
    });
  }

  private Mails.Letter letter(Due due) {
    Purchase purchase = due.purchase();
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
                due.organization().name(),
                quote.credit().display(),
                quote.fee().display(),
                purchase.fee().tax().name(),
                quote.tax().display(),
                quote.total().display(),
                label,
                link(due));
    return new Mails.Letter(
        List.of(due.email()),
        "Receipt " + label + ": " + quote.credit().display() + " of credit",
        text,
        "receipt-" + purchase.id());
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
