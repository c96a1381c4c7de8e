package ai.nemorouter.guardrail.finding;

import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.guardrail.engine.Kind;
import ai.nemorouter.guardrail.engine.Verdict;
import ai.nemorouter.platform.error.InvalidInputException;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/// Which events a program asks for in an address, as `?rule=…&verdict=blocked&from=…`.
public record EventInAddress(
    @Parameter(
            description = "Only of the guardrail with this id.",
            schema = @Schema(format = "uuid"))
        @QueryParam("rule")
        @Nullable String rule,
    @Parameter(description = "Only of the team with this id.", schema = @Schema(format = "uuid"))
        @QueryParam("team")
        @Nullable String team,
    @Parameter(description = "Only of the key with this id.", schema = @Schema(format = "uuid"))
        @QueryParam("key")
        @Nullable String key,
    @Parameter(
            description = "Only in this direction.",
            schema = @Schema(enumeration = {"input", "output"}))
        @QueryParam("direction")
        @Nullable String direction,
    @Parameter(description = "Only with a finding of this kind, as `card`.") @QueryParam("kind")
        @Nullable String kind,
    @Parameter(
            description = "Only with this verdict.",
            schema = @Schema(enumeration = {"flagged", "redacted", "blocked", "unavailable"}))
        @QueryParam("verdict")
        @Nullable String verdict,
    @Parameter(
            description = "Only of guardrails in shadow mode, or only of others.",
            schema = @Schema(type = SchemaType.BOOLEAN))
        @QueryParam("shadow")
        @Nullable String shadow,
    @Parameter(description = "From when.", schema = @Schema(format = "date-time"))
        @QueryParam("from")
        @Nullable String from,
    @Parameter(description = "Until when.", schema = @Schema(format = "date-time"))
        @QueryParam("to")
        @Nullable String to) {

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
