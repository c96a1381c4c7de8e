package ai.nemorouter.usage;

import ai.nemorouter.platform.Ids;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// When requests started: how far back from now, and on which days. Both hold.
///
/// @param from the first day; null for no first
/// @param until the last day; null for no last
/// @param zone in which days begin
public record CallTimes(
    TimeRange range, @Nullable LocalDate from, @Nullable LocalDate until, ZoneId zone) {
  private static final int FIRST_YEAR = 1970;
  private static final int LAST_YEAR = 9_999;

  public static final CallTimes ALL = new CallTimes(TimeRange.ALL, null, null, ZoneOffset.UTC);

  /// A day that a person mangled in the address filters nothing.
  public static @Nullable LocalDate day(String text) {
    try {
      LocalDate day = text.isBlank() ? null : LocalDate.parse(text.strip());
      return day == null || day.getYear() <= FIRST_YEAR || day.getYear() >= LAST_YEAR ? null : day;
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  public String fromWord() {
    return from == null ? "" : from.toString();
  }

  public String untilWord() {
    return until == null ? "" : until.toString();
  }

  /// The smallest id of a request within them; empty where they have no beginning.
  Optional<UUID> firstId(Instant now) {
    return Stream.concat(range.start(now).stream(), Stream.ofNullable(from).map(this::start))
        .max(Instant::compareTo)
        .map(Ids::firstAt);
  }

  /// The smallest id after them; empty where they have no end.
  Optional<UUID> endId() {
    return Optional.ofNullable(until).map(day -> Ids.firstAt(start(day.plusDays(1))));
  }

  private Instant start(LocalDate day) {
    return day.atStartOfDay(zone).toInstant();
  }
}
