package ai.nemorouter.usage;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The beginning or the end of a span of time.
///
/// @param word as addresses have it: a day, or a time of the organization's zone or in UTC
/// @param first the first moment of the span that begins with it
/// @param end the first moment after the span that ends with it; of a day the next one's midnight
public record RequestMoment(String word, Instant first, Instant end) {
  private static final int FIRST_YEAR = 1970;
  private static final int LAST_YEAR = 9_999;
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH);
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm", Locale.ENGLISH);
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm:ss", Locale.ENGLISH);

  /// `2026-11-29`, `2026-11-29T13:05` in the zone, or `2026-11-29T12:05Z`. What a person mangled in
  /// the address filters nothing.
  public static @Nullable RequestMoment of(String text, ZoneId zone) {
    String word = text.strip();
    try {
      return switch (word.length()) {
        case 0 -> null;
        case 10 -> of(LocalDate.parse(word), zone);
        default -> of(time(word, zone));
      };
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static Instant time(String word, ZoneId zone) {
    return word.endsWith("Z")
        ? OffsetDateTime.parse(word).toInstant()
        : LocalDateTime.parse(word).atZone(zone).toInstant();
  }

  public static @Nullable RequestMoment of(LocalDate day, ZoneId zone) {
    return isOutside(day.getYear())
        ? null
        : new RequestMoment(day.toString(), start(day, zone), start(day.plusDays(1), zone));
  }

  /// To the second.
  public static @Nullable RequestMoment of(Instant time) {
    Instant second = time.truncatedTo(ChronoUnit.SECONDS);
    return isOutside(second.atZone(ZoneOffset.UTC).getYear())
        ? null
        : new RequestMoment(second.toString(), second, second);
  }

  private static boolean isOutside(int year) {
    return year <= FIRST_YEAR || year >= LAST_YEAR;
  }

  private static Instant start(LocalDate day, ZoneId zone) {
    return day.atStartOfDay(zone).toInstant();
  }

  private boolean isDay() {
    return !first.equals(end);
  }

  /// As people read it.
  String label(ZoneId zone) {
    ZonedDateTime local = first.atZone(zone);
    if (isDay()) {
      return DAY.format(local);
    }
    return (local.getSecond() == 0 ? MINUTE : SECOND).format(local);
  }

  /// As the field of a form has the beginning of a span.
  String firstField(ZoneId zone) {
    return first.atZone(zone).toLocalDateTime().toString();
  }

  /// As the field of a form has the end of a span.
  String endField(ZoneId zone) {
    return end.atZone(zone).toLocalDateTime().toString();
  }
}
