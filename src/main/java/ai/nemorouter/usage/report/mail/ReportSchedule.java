package ai.nemorouter.usage.report.mail;

import ai.nemorouter.usage.report.Grouping;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A person's report by e-mail.
///
/// @param nextOn the day on which the next one is sent, in the organization's time zone
/// @param problem why the last one was not sent; empty where it was
public record ReportSchedule(
    Frequency frequency,
    Grouping grouping,
    boolean paused,
    LocalDate nextOn,
    @Nullable Instant lastSentAt,
    String problem) {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("EEEE, d MMM uuuu", Locale.ENGLISH);

  /// As in `Monday, 30 Nov 2026`.
  public String nextDay() {
    return DAY.format(nextOn);
  }
}
