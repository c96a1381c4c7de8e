package ai.nemorouter.usage.report;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What a summary is about: a period up to now, the time that it is compared with, and the month
/// under way.
///
/// @param word of the period, as addresses have it: `24h`, `7d` or `30d`
/// @param starts when the bars of its chart begin; the first one begins with the period
/// @param hourly whether a bar is an hour, and not a day
/// @param previousStart when the time begins that it is compared with
/// @param previousEnd when that ends, at the latest when the period begins
/// @param monthStart when the month began, in the zone of the bars
public record SummaryTimes(
    String word,
    List<ZonedDateTime> starts,
    boolean hourly,
    Instant now,
    Instant previousStart,
    Instant previousEnd,
    Instant monthStart) {
  /// Clocks of nodes differ a little: what is stamped with a later time counts too.
  private static final Duration AHEAD = Duration.ofHours(1);

  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH);
  private static final DateTimeFormatter HOUR =
      DateTimeFormatter.ofPattern("d MMM, HH:mm", Locale.ENGLISH);

  public SummaryTimes {
    starts = List.copyOf(starts);
  }

  /// A stretch of time that lies in each of the times as a whole or not at all.
  ///
  /// @param counted in the period
  /// @param earlier in the time that it is compared with
  /// @param ofMonth in the month under way
  record Piece(Instant from, Instant to, boolean counted, boolean earlier, boolean ofMonth) {}

  /// Those of the period do not overlap each other, nor do those of the month.
  List<Piece> pieces() {
    Instant end = now.plus(AHEAD);
    List<Piece> pieces = new ArrayList<>();
    pieces.add(new Piece(previousStart, previousEnd, false, true, false));
    if (monthStart.isAfter(start())) {
      pieces.add(new Piece(start(), monthStart, true, false, false));
      pieces.add(new Piece(monthStart, end, true, false, true));
    } else {
      pieces.add(new Piece(monthStart, start(), false, false, true));
      pieces.add(new Piece(start(), end, true, false, true));
    }
    return List.copyOf(pieces);
  }

  Instant start() {
    return starts.getFirst().toInstant();
  }

  List<String> labels() {
    return starts.stream().map((hourly ? HOUR : DAY)::format).toList();
  }

  /// The period in the addresses of the list of requests.
  Map<String, String> ofRequests() {
    return hourly ? Map.of("range", word) : days();
  }

  /// The period in the addresses of the page of usage, which has whole days.
  Map<String, String> ofUsage() {
    return hourly ? days() : Map.of("range", word);
  }

  private Map<String, String> days() {
    Map<String, String> days = new LinkedHashMap<>();
    days.put("from", starts.getFirst().toLocalDate().toString());
    days.put("until", now.atZone(starts.getFirst().getZone()).toLocalDate().toString());
    return days;
  }
}
