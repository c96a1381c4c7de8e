package ai.nemorouter.credit.purchase;

import ai.nemorouter.access.Actor;
import ai.nemorouter.credit.refund.Refund;
import ai.nemorouter.credit.refund.Refunds;
import ai.nemorouter.credit.statement.PdfDocument;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.UUID;

/// The receipt of a paid purchase and the credit note of a refund as PDF.
@ApplicationScoped
public class ReceiptDocument {
  private final Purchases purchases;
  private final Refunds refunds;

  ReceiptDocument(Purchases purchases, Refunds refunds) {
    this.purchases = purchases;
    this.refunds = refunds;
  }

  @CheckedTemplate(basePath = "credit")
  static class Templates {
    private Templates() {}

    static native TemplateInstance receiptDocument(
        Purchase purchase, Purchase.Receipt receipt, LocalDate date);

    static native TemplateInstance creditNoteDocument(
        Refund refund, Purchase purchase, Purchase.Receipt receipt, LocalDate date);
  }

  /// @throws ai.nemorouter.platform.error.NotFoundException where there is no such purchase, or it
  ///   is not paid
  public byte[] of(Actor actor, UUID purchaseId) {
    return of(purchases.find(actor, purchaseId));
  }

  static byte[] of(Purchase purchase) {
    Purchase.Receipt receipt = purchase.receiptOrThrow();
    LocalDate date = day(Objects.requireNonNull(purchase.paidAt()));
    return PdfDocument.of(Templates.receiptDocument(purchase, receipt, date));
  }

  /// @throws ai.nemorouter.platform.error.NotFoundException where there is no such refund, or it
  ///   was not paid back
  public byte[] creditNote(Actor actor, UUID refundId) {
    Refund refund = refunds.find(actor, refundId).refundedOrThrow();
    return of(refund, purchases.find(actor, refund.purchaseId()));
  }

  static byte[] of(Refund refund, Purchase purchase) {
    LocalDate date = day(Objects.requireNonNull(refund.refundedAt()));
    return PdfDocument.of(
        Templates.creditNoteDocument(refund, purchase, purchase.receiptOrThrow(), date));
  }

  private static LocalDate day(Instant time) {
    return time.atZone(ZoneOffset.UTC).toLocalDate();
  }
}
