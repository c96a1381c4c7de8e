package ai.nemorouter.limit.api;

import ai.nemorouter.limit.CountFrom;
import ai.nemorouter.limit.Limit;
import ai.nemorouter.limit.LimitTerms;
import ai.nemorouter.limit.Period;
import ai.nemorouter.limit.Unit;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.error.InvalidInputException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// The body of a request about a limit. When one is changed, a field that is absent changes
/// nothing.
@Schema(name = "LimitRequest")
record LimitRequest(
    @Schema(
            type = SchemaType.STRING,
            description = "Required when it is added; cannot be changed.",
            enumeration = {"organization", "team", "member", "key"})
        @Nullable JsonNode scope,
    @Schema(
            type = SchemaType.STRING,
            description =
                "An id; of a team also its name, of a member the e-mail address; not for the organization. Cannot be changed.")
        @Nullable JsonNode scopeId,
    @Schema(
            type = SchemaType.STRING,
            description = "Required when it is added; cannot be changed.",
            enumeration = {"usd", "tokens", "requests", "in_flight"})
        @Nullable JsonNode unit,
    @Schema(
            type = SchemaType.NUMBER,
            description =
                "In that unit: US dollars with up to nine decimal places, all others whole. Required when it is added.")
        @Nullable JsonNode amount,
    @Schema(
            type = SchemaType.STRING,
            description = "Required when it is added, but not for `in_flight`.",
            enumeration = {"minute", "hour", "day", "week", "month", "total"})
        @Nullable JsonNode period,
    @Schema(
            type = SchemaType.STRING,
            description = "Only requests for that model count. Cannot be changed.")
        @Nullable JsonNode model,
    @Schema(
            type = SchemaType.STRING,
            description = "Only requests at that provider count. Cannot be changed.")
        @Nullable JsonNode provider,
    @Schema(
            type = SchemaType.ARRAY,
            implementation = Integer.class,
            description = "Percentages from 1 to 100.")
        @Nullable JsonNode alertAt,
    @Schema(
            type = SchemaType.STRING,
            nullable = true,
            description =
                "Whether a limit that is new or has a new period counts what its scope has used in the period so far, or only what comes.",
            enumeration = {"period", "now"})
        @Nullable JsonNode countFrom,
    @Schema(
            type = SchemaType.STRING,
            description = "Of a raise: when it ends, as 2030-12-31T18:00:00Z.")
        @Nullable JsonNode until) {
  private static final String AMOUNT = "amount";
  private static final String PERIOD = "period";
  private static final String ALERT_AT = "alert_at";
  private static final String COUNT_FROM = "count_from";

  LimitTerms terms() {
    Unit known =
        Unit.of(textOrThrow("unit", unit))
            .orElseThrow(
                () -> wrong("unit", "must be \"usd\", \"tokens\", \"requests\" or \"in_flight\""));
    Period chosen = known == Unit.IN_FLIGHT ? Period.TOTAL : periodOr(null);
    return new LimitTerms(
            known,
            chosen,
            amount(known),
            text("model", model),
            text("provider", provider),
            alertAt(LimitTerms.USUAL_ALERTS))
        .typed();
  }

  /// What the body makes of the present terms.
  LimitTerms changed(LimitTerms before) {
    requireAbsent("unit", unit);
    requireAbsent("model", model);
    requireAbsent("provider", provider);
    requireAbsent("scope", scope);
    requireAbsent("scope_id", scopeId);
    return before.with(
        before.unit() == Unit.IN_FLIGHT ? before.period() : periodOr(before.period()),
        amount != null ? amount(before.unit()) : before.amount(),
        alertAt(before.alertAt()));
  }

  CountFrom beginning() {
    String word = text(COUNT_FROM, countFrom);
    if (word == null || word.equals("period")) {
      return CountFrom.PERIOD;
    }
    if (word.equals("now")) {
      return CountFrom.NOW;
    }
    throw wrong(COUNT_FROM, "must be \"period\" or \"now\"");
  }

  Limit.Raise raise(Unit of) {
    return new Limit.Raise(amount(of), end());
  }

  String scopeOrThrow() {
    return textOrThrow("scope", scope);
  }

  @Nullable String scopeReference() {
    return text("scope_id", scopeId);
  }

  private long amount(Unit of) {
    if (amount == null || !amount.isNumber()) {
      throw wrong(AMOUNT, "is required, as a number of " + of.label());
    }
    if (of == Unit.USD) {
      try {
        return Money.ofUsd(amount.decimalValue()).nanos();
      } catch (IllegalArgumentException e) {
        throw wrong(AMOUNT, String.valueOf(e.getMessage()));
      }
    }
    if (!amount.canConvertToExactIntegral() || !amount.canConvertToLong()) {
      throw wrong(AMOUNT, "must be a whole number of " + of.label());
    }
    return amount.longValue();
  }

  private Period periodOr(@Nullable Period before) {
    if (before != null && period == null) {
      return before;
    }
    return Period.of(textOrThrow(PERIOD, period))
        .orElseThrow(() ->
            wrong(
                PERIOD, "must be \"minute\", \"hour\", \"day\", \"week\", \"month\" or \"total\""));
  }

  private List<Integer> alertAt(List<Integer> before) {
    if (alertAt == null) {
      return before;
    }
    List<Integer> percentages = new ArrayList<>();
    for (JsonNode node : alertAt) {
      if (!node.isInt()) {
        throw wrong(ALERT_AT, "must be a list of percentages from 1 to 100");
      }
      percentages.add(node.intValue());
    }
    return percentages;
  }

  private Instant end() {
    try {
      return OffsetDateTime.parse(textOrThrow("until", until)).toInstant();
    } catch (DateTimeParseException e) {
      throw wrong("until", "must be a time as in 2030-12-31T18:00:00Z");
    }
  }

  private static void requireAbsent(String name, @Nullable JsonNode node) {
    if (node != null) {
      throw wrong(name, "cannot be changed: remove the limit and add another");
    }
  }

  private static String textOrThrow(String name, @Nullable JsonNode node) {
    String text = text(name, node);
    if (text == null) {
      throw wrong(name, "is required");
    }
    return text;
  }

  private static @Nullable String text(String name, @Nullable JsonNode node) {
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
