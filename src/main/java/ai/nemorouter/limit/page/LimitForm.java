package ai.nemorouter.limit.page;

import ai.nemorouter.limit.CountFrom;
import ai.nemorouter.limit.LimitTerms;
import ai.nemorouter.limit.Period;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.limit.Unit;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.FormParam;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;

/// What was typed into the form that adds or changes a limit or a default, as text, so that it can
/// be shown again.
///
/// @param alertAt percentages as in `50, 80, 100`
/// @param countFrom `period` to keep what the period has seen so far, `now` to restart
/// @param previewed what the form said when its effect was shown last: only that is saved
public record LimitForm(
    @FormParam("scope") String scope,
    @FormParam("scope_id") String scopeId,
    @FormParam("unit")
        @Pattern(regexp = "usd|tokens|requests|in_flight", message = "Choose a unit.")
        String unit,
    @FormParam("amount") String amount,
    @FormParam("period")
        @Pattern(regexp = "minute|hour|day|week|month|total", message = "Choose a period.")
        String period,
    @FormParam("model") String model,
    @FormParam("provider") String provider,
    @FormParam("alert_at")
        @Pattern(
            regexp = "[,;%\\s]*(\\d{1,3}([,;%\\s]+|$))*",
            message = "Enter whole percentages, as in 50, 80, 100.")
        String alertAt,
    @FormParam("count_from") String countFrom,
    @FormParam("previewed") String previewed) {
  /// The framework leaves out the defaults of form fields in records that were not sent.
  public LimitForm {
    scope = Objects.requireNonNullElse(scope, "");
    scopeId = Objects.requireNonNullElse(scopeId, "");
    unit = Objects.requireNonNullElse(unit, Unit.USD.column());
    amount = Objects.requireNonNullElse(amount, "");
    period = Objects.requireNonNullElse(period, Period.MONTH.column());
    model = Objects.requireNonNullElse(model, "");
    provider = Objects.requireNonNullElse(provider, "");
    alertAt = Objects.requireNonNullElse(alertAt, "");
    countFrom = Objects.requireNonNullElse(countFrom, "period");
    previewed = Objects.requireNonNullElse(previewed, "");
  }

  public static LimitForm empty(String scope, String scopeId) {
    return of(scope, scopeId, LimitTerms.of(Unit.USD, Period.MONTH, 0)).withAmount("");
  }

  public static LimitForm of(String scope, String scopeId, LimitTerms terms) {
    return new LimitForm(
        scope,
        scopeId,
        terms.unit().column(),
        terms.unit().plain(terms.amount()),
        terms.period().column(),
        Objects.requireNonNullElse(terms.model(), ""),
        Objects.requireNonNullElse(terms.provider(), ""),
        terms.alertAt().stream().map(String::valueOf).collect(Collectors.joining(", ")),
        "period",
        "");
  }

  public List<Unit> units() {
    return List.of(Unit.values());
  }

  public List<Period> periods() {
    return List.of(Period.values());
  }

  /// What stands before the amount; empty where its unit is no money.
  public String prefix() {
    return unit.equals(Unit.USD.column()) ? "$" : "";
  }

  /// As in `Amount in tokens`, for a limit whose unit is settled.
  public String amountLabel() {
    return "Amount in " + Unit.of(unit).map(Unit::label).orElse("its unit");
  }

  /// All that decides what saving would do.
  public String fingerprint() {
    return String.join("|", scope, scopeId, unit, amount, period, model, provider, alertAt);
  }

  public boolean isPreviewed() {
    return previewed.equals(fingerprint());
  }

  Scope target() {
    try {
      return new Scope(Scope.Kind.of(scope), UUID.fromString(scopeId));
    } catch (IllegalArgumentException e) {
      throw new NotFoundException("scope");
    }
  }

  CountFrom beginning() {
    return countFrom.equals("now") ? CountFrom.NOW : CountFrom.PERIOD;
  }

  /// Those of a form whose constraints are met, as are those of `changed`.
  public LimitTerms terms() {
    Unit chosen = Unit.of(unit).orElseThrow();
    return new LimitTerms(chosen, chosenPeriod(), amount(chosen), model, provider, alerts())
        .typed();
  }

  /// The terms of a limit whose unit and model are settled.
  public LimitTerms changed(LimitTerms before) {
    return before.with(
        before.unit() == Unit.IN_FLIGHT ? before.period() : chosenPeriod(),
        amount(before.unit()),
        alerts());
  }

  private Period chosenPeriod() {
    return Period.of(period).orElseThrow();
  }

  private long amount(Unit chosen) {
    return amount(chosen, amount);
  }

  static long amount(Unit unit, String typed) {
    try {
      return unit.parse(typed);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException("amount", "This amount " + e.getMessage() + ".");
    }
  }

  private List<Integer> alerts() {
    return Arrays.stream(alertAt.split("[,;%\\s]+", -1))
        .filter(word -> !word.isEmpty())
        .map(Integer::valueOf)
        .toList();
  }

  /// The same with what of a limit cannot be changed.
  public LimitForm withFixed(LimitTerms terms) {
    return new LimitForm(
        scope,
        scopeId,
        terms.unit().column(),
        amount,
        period,
        Objects.requireNonNullElse(terms.model(), ""),
        Objects.requireNonNullElse(terms.provider(), ""),
        alertAt,
        countFrom,
        previewed);
  }

  private LimitForm withAmount(String newAmount) {
    return new LimitForm(
        scope, scopeId, unit, newAmount, period, model, provider, alertAt, countFrom, previewed);
  }
}
