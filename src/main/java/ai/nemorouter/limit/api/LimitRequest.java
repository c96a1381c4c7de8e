package ai.nemorouter.limit.api;

import ai.nemorouter.limit.CountFrom;
import ai.nemorouter.limit.Limit;
import ai.nemorouter.limit.LimitTerms;
import ai.nemorouter.limit.Period;
import ai.nemorouter.limit.Unit;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.ApiInput;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The body of a request about a limit. When one is changed, a field that is absent changes
/// nothing.
final class LimitRequest {
  private static final String AMOUNT = "amount";
  private static final String PERIOD = "period";
  private static final String ALERT_AT = "alert_at";
  private static final String COUNT_FROM = "count_from";
  private static final String UNTIL = "until";

  private final ObjectNode body;

  private LimitRequest(ObjectNode body) {
    this.body = body;
  }

  static LimitRequest parse(byte[] text) {
    return new LimitRequest(ApiInput.bodyOrThrow(text));
  }

  LimitTerms terms() {
    Unit unit =
        Unit.of(textOrThrow("unit"))
            .orElseThrow(
                () -> wrong("unit", "must be \"usd\", \"tokens\", \"requests\" or \"in_flight\""));
    Period period = unit == Unit.IN_FLIGHT ? Period.TOTAL : period(null);
    return new LimitTerms(
            unit,
            period,
            amount(unit),
            text("model"),
            text("provider"),
            alertAt(LimitTerms.USUAL_ALERTS))
        .typed();
  }

  /// What the body makes of the present terms.
  LimitTerms changed(LimitTerms before) {
    for (String fixed : List.of("unit", "model", "provider", "scope", "scope_id")) {
      if (body.has(fixed)) {
        throw wrong(fixed, "cannot be changed: remove the limit and add another");
      }
    }
    return before.with(
        before.unit() == Unit.IN_FLIGHT ? before.period() : period(before.period()),
        body.has(AMOUNT) ? amount(before.unit()) : before.amount(),
        alertAt(before.alertAt()));
  }

  CountFrom beginning() {
    String word = text(COUNT_FROM);
    if (word == null || word.equals("period")) {
      return CountFrom.PERIOD;
    }
    if (word.equals("now")) {
      return CountFrom.NOW;
    }
    throw wrong(COUNT_FROM, "must be \"period\" or \"now\"");
  }

  Limit.Raise raise(Unit unit) {
    return new Limit.Raise(amount(unit), until());
  }

  String scopeOrThrow() {
    return textOrThrow("scope");
  }

  @Nullable String scopeId() {
    return text("scope_id");
  }

  private long amount(Unit unit) {
    JsonNode node = body.path(AMOUNT);
    if (!node.isNumber()) {
      throw wrong(AMOUNT, "is required, as a number of " + unit.label());
    }
    if (unit == Unit.USD) {
      try {
        return Money.ofUsd(node.decimalValue()).nanos();
      } catch (IllegalArgumentException e) {
        throw wrong(AMOUNT, String.valueOf(e.getMessage()));
      }
    }
    if (!node.canConvertToExactIntegral() || !node.canConvertToLong()) {
      throw wrong(AMOUNT, "must be a whole number of " + unit.label());
    }
    return node.longValue();
  }

  private Period period(@Nullable Period before) {
    if (before != null && !body.has(PERIOD)) {
      return before;
    }
    return Period.of(textOrThrow(PERIOD))
        .orElseThrow(() ->
            wrong(
                PERIOD, "must be \"minute\", \"hour\", \"day\", \"week\", \"month\" or \"total\""));
  }

  private List<Integer> alertAt(List<Integer> before) {
    if (!body.has(ALERT_AT)) {
      return before;
    }
    List<Integer> percentages = new ArrayList<>();
    for (JsonNode node : body.get(ALERT_AT)) {
      if (!node.isInt()) {
        throw wrong(ALERT_AT, "must be a list of percentages from 1 to 100");
      }
      percentages.add(node.intValue());
    }
    return percentages;
  }

  private Instant until() {
    try {
      return OffsetDateTime.parse(textOrThrow(UNTIL)).toInstant();
    } catch (DateTimeParseException e) {
      throw wrong(UNTIL, "must be a time as in 2030-12-31T18:00:00Z");
    }
  }

  private String textOrThrow(String name) {
    String text = text(name);
    if (text == null) {
      throw wrong(name, "is required");
    }
    return text;
  }

  private @Nullable String text(String name) {
    JsonNode node = body.get(name);
    if (node == null || node.isNull()) {
      return null;
    }
    if (!node.isTextual()) {
      throw wrong(name, "must be a string");
    }
    return node.textValue();
  }

  private static InvalidInputException wrong(String name, String what) {
    return new InvalidInputException(name, "`" + name + "` " + what + ".");
  }
}
