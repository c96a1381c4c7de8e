package ai.nemorouter.guardrail.finding;

import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.guardrail.engine.Kind;
import ai.nemorouter.guardrail.engine.Verdict;
import ai.nemorouter.platform.error.InvalidInputException;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Which events a program asks for in an address, as `?rule=…&verdict=blocked&from=…`.
public record EventInAddress(
    @QueryParam("rule") @Nullable String rule,
    @QueryParam("team") @Nullable String team,
    @QueryParam("key") @Nullable String key,
    @QueryParam("direction") @Nullable String direction,
    @QueryParam("kind") @Nullable String kind,
    @QueryParam("verdict") @Nullable String verdict,
    @QueryParam("shadow") @Nullable String shadow,
    @QueryParam("from") @Nullable String from,
    @QueryParam("to") @Nullable String to) {

  /// @throws InvalidInputException for the first that cannot be meant
  EventFilter filter() {
    return new EventFilter(
        idOrThrow("rule", rule),
        idOrThrow("team", team),
        idOrThrow("key", key),
        wordOrThrow("direction", direction, Direction.class),
        wordOrThrow("kind", kind, Kind.class),
        wordOrThrow("verdict", verdict, Verdict.class),
        flagOrThrow(shadow),
        timeOrThrow("from", from),
        timeOrThrow("to", to));
  }

  static @Nullable UUID idOrThrow(String parameter, @Nullable String text) {
    if (text == null || text.isEmpty()) {
      return null;
    }
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(parameter, "`" + parameter + "` must be an id.");
    }
  }

  static @Nullable Instant timeOrThrow(String parameter, @Nullable String text) {
    if (text == null || text.isEmpty()) {
      return null;
    }
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new InvalidInputException(
          parameter, "`" + parameter + "` must be a time in UTC, as in 2026-11-29T00:00:00Z.");
    }
  }

  private static @Nullable Boolean flagOrThrow(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return null;
    }
    if (!text.equals("true") && !text.equals("false")) {
      throw new InvalidInputException("shadow", "`shadow` must be true or false.");
    }
    return text.equals("true");
  }

  private static <E extends Enum<E>> @Nullable E wordOrThrow(
      String parameter, @Nullable String text, Class<E> type) {
    if (text == null || text.isEmpty()) {
      return null;
    }
    return FindingWords.constant(type, text)
        .orElseThrow(() ->
            new InvalidInputException(
                parameter,
                "`%s` must be one of %s."
                    .formatted(parameter, String.join(", ", FindingWords.all(type)))));
  }
}
