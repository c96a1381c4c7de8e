package ai.nemorouter.credit;

import ai.nemorouter.access.Actor;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import com.openhtmltopdf.util.XRLog;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.UUID;

/// The receipt of a paid purchase as a PDF.
@ApplicationScoped
public class ReceiptDocument {
  /// The one that PDFBox brings: Latin, Greek and Cyrillic.
  private static final String FONT = "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";

  private static final String FONT_FAMILY = "Liberation Sans";

  private final Purchases purchases;

  ReceiptDocument(Purchases purchases) {
    this.purchases = purchases;
    XRLog.setLoggingEnabled(false); // It would tell of each document on the error stream.
  }

  @CheckedTemplate(basePath = "credit")
  static class Templates {
    private Templates() {}

    static native TemplateInstance receiptDocument(
        Purchase purchase, Purchase.Receipt receipt, LocalDate date);
  }

  /// @throws ai.nemorouter.platform.NotFoundException where there is no such purchase, or it is not
  ///   paid
  public byte[] of(Actor actor, UUID purchaseId) {
    return of(purchases.find(actor, purchaseId));
  }

  static byte[] of(Purchase purchase) {
    Purchase.Receipt receipt = purchase.receiptOrThrow();
    LocalDate date = Objects.requireNonNull(purchase.paidAt()).atZone(ZoneOffset.UTC).toLocalDate();
    String html = Templates.receiptDocument(purchase, receipt, date).render();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      new PdfRendererBuilder()
          .useFastMode()
          .useFont(() -> ReceiptDocument.class.getResourceAsStream(FONT), FONT_FAMILY)
          .withHtmlContent(html, null)
          .toStream(bytes)
          .run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
