package ai.nemorouter.credit.statement;

import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import com.openhtmltopdf.util.XRLog;
import io.quarkus.qute.TemplateInstance;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/// Makes a page of a template that is well-formed XML.
public final class PdfDocument {
  /// The one that PDFBox brings: Latin, Greek and Cyrillic.
  private static final String FONT = "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";

  private static final String FONT_FAMILY = "Liberation Sans";

  static {
    XRLog.setLoggingEnabled(false); // It would tell of each document on the error stream.
  }

  private PdfDocument() {}

  public static byte[] of(TemplateInstance page) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      new PdfRendererBuilder()
          .useFastMode()
          .useFont(() -> PdfDocument.class.getResourceAsStream(FONT), FONT_FAMILY)
          .withHtmlContent(page.render(), null)
          .toStream(bytes)
          .run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
