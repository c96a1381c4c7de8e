package ai.nemorouter.usage;

import ai.nemorouter.platform.database.Ids;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// When requests started: how far back from now, and between which moments. Both hold.
///
/// @param from null for no first
/// @param until null for no last
/// @param zone in which days begin
public record RequestTimes(
    TimeRange range, @Nullable RequestMoment from, @Nullable RequestMoment until, ZoneId zone) {
  public static final RequestTimes ALL = new RequestTimes(TimeRange.ALL, "", "", ZoneOffset.UTC);

  /// On whole days.
  public RequestTimes(TimeRange range, LocalDate from, LocalDate until, ZoneId zone) {
    this(range, RequestMoment.of(from, zone), RequestMoment.of(until, zone), zone);
  }

  /// As addresses have them.
  RequestTimes(TimeRange range, String from, String until, ZoneId zone) {
    this(range, RequestMoment.of(from, zone), RequestMoment.of(until, zone), zone);
  }

  /// A day that a person mangled in the address is none.
  public static @Nullable LocalDate day(String text) {
    try {
      LocalDate day = text.isBlank() ? null : LocalDate.parse(text.strip());
      return day == null || RequestMoment.of(day, ZoneOffset.UTC) == null ? null : day;
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  public String fromWord() {
    return from == null ? "" : from.word();
  }

  public String untilWord() {
    return until == null ? "" : until.word();
  }

  public String fromLabel() {
    return from == null ? "" : from.label(zone);
  }

  public String untilLabel() {
    return until == null ? "" : until.label(zone);
  }

  /// As the fields of a form have them.
  public String fromField() {
    return from == null ? "" : from.firstField(zone);
  }

  public String untilField() {
    return until == null ? "" : until.endField(zone);
  }

  /// Empty where they have no beginning.
  public Optional<Instant> start(Instant now) {
    return Stream.concat(
            range.start(now).stream(), Stream.ofNullable(from).map(RequestMoment::first))
        .max(Instant::compareTo);
  }

  /// The first moment after them; empty where they have no end.
  public Optional<Instant> end() {
    return Optional.ofNullable(until).map(RequestMoment::end);
  }

  /// The smallest id of a request within them; empty where they have no beginning.
  Optional<UUID> firstId(Instant now) {
    return start(now).map(Ids::firstAt);
  }

  /// The smallest id after them; empty where they have no end.
  Optional<UUID> endId() {
    return end().map(Ids::firstAt);
  }
}
