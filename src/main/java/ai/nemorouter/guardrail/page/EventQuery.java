package ai.nemorouter.guardrail.page;

import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.guardrail.engine.Kind;
import ai.nemorouter.guardrail.engine.Verdict;
import ai.nemorouter.guardrail.finding.EventFilter;
import ai.nemorouter.guardrail.finding.EventPage.Cursor;
import ai.nemorouter.platform.list.Address;
import jakarta.ws.rs.QueryParam;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Which events a page's address asks for. What is not understood narrows nothing.
///
/// @param mode `shadow` for rules that only count, `working` for the others
public record EventQuery(
    @QueryParam("rule") String rule,
    @QueryParam("team") String team,
    @QueryParam("key") String key,
    @QueryParam("verdict") String verdict,
    @QueryParam("kind") String kind,
    @QueryParam("direction") String direction,
    @QueryParam("mode") String mode,
    @QueryParam("before") String before,
    @QueryParam("after") String after) {
  /// What an address leaves out is empty.
  public EventQuery {
    rule = Objects.requireNonNullElse(rule, "");
    team = Objects.requireNonNullElse(team, "");
    key = Objects.requireNonNullElse(key, "");
    verdict = Objects.requireNonNullElse(verdict, "");
    kind = Objects.requireNonNullElse(kind, "");
    direction = Objects.requireNonNullElse(direction, "");
    mode = Objects.requireNonNullElse(mode, "");
    before = Objects.requireNonNullElse(before, "");
    after = Objects.requireNonNullElse(after, "");
  }

  /// Something to narrow by.
  public record Choice(String value, String label) {}

  public List<Choice> verdicts() {
    return List.of(
        new Choice("flagged", "Flagged"),
        new Choice("redacted", "Redacted"),
        new Choice("blocked", "Blocked"),
        new Choice("unavailable", "Could not run"));
  }

  public List<Choice> kinds() {
    return Arrays.stream(Kind.values())
        .map(one -> new Choice(one.name().toLowerCase(Locale.ROOT), one.label()))
        .toList();
  }

  EventFilter filter() {
    return new EventFilter(
        id(rule),
        id(team),
        id(key),
        constant(Direction.class, direction),
        constant(Kind.class, kind),
        constant(Verdict.class, verdict),
        mode.isEmpty() ? null : Boolean.valueOf(mode.equals("shadow")),
        null,
        null);
  }

  Cursor cursor() {
    return new Cursor(id(before), id(after));
  }

  Address address() {
    return new Address(
        Map.of(
            "rule",
            rule,
            "team",
            team,
            "key",
            key,
            "verdict",
            verdict,
            "kind",
            kind,
            "direction",
            direction,
            "mode",
            mode));
  }

  private static @Nullable UUID id(String text) {
    try {
      return text.isEmpty() ? null : UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static <E extends Enum<E>> @Nullable E constant(Class<E> type, String word) {
    return Arrays.stream(type.getEnumConstants())
        .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(word))
        .findFirst()
        .orElse(null);
  }
}
