package ai.nemorouter.alert;

import java.time.ZoneId;
import org.jdbi.v3.core.mapper.Nested;

/// An alert as a list shows it.
public record AlertLine(Alert alert, String headline, Row row) {

  /// @param channels that were to be told
  /// @param failed channels that were not told and will not be
  public record Row(@Nested Alert alert, int channels, int delivered, int waiting, int failed) {
    AlertLine in(ZoneId zone) {
      return new AlertLine(alert, AlertText.headline(alert, zone), this);
    }
  }

  /// How far it has been delivered, in words.
  public String state() {
    if (row.channels() == 0) {
      return "No channel";
    }
    if (row.failed() > 0) {
      return row.failed() + " of " + row.channels() + " failed";
    }
    return row.waiting() > 0
        ? row.delivered() + " of " + row.channels() + " delivered"
        : "Delivered";
  }

  /// The colour that goes with it.
  public String tone() {
    if (row.channels() == 0) {
      return "info";
    }
    if (row.failed() > 0) {
      return "bad";
    }
    return row.waiting() > 0 ? "warn" : "good";
  }
}
