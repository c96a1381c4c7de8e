package ai.nemorouter.platform.text;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A list as a file for spreadsheets: one line of headings, which name units, and one for each row.
public final class CsvTable {
  private final StringBuilder text = new StringBuilder();

  public CsvTable(String... headings) {
    text.append(Stream.of(headings).collect(Csv.LINE));
  }

  /// Numbers stand bare, so that a spreadsheet adds them up; all else is text; null is empty.
  public CsvTable add(@Nullable Object... values) {
    text.append(Arrays.stream(values).map(CsvTable::cell).collect(Csv.LINE));
    return this;
  }

  /// @param name of the file, without its ending
  public Response download(String name) {
    return Response.ok(text.toString())
        .type("text/csv; charset=utf-8")
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + name + ".csv\"")
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }

  private static String cell(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case BigDecimal number -> number.stripTrailingZeros().toPlainString();
      case Number number -> number.toString();
      case Object other -> Csv.cell(other.toString());
    };
  }
}
