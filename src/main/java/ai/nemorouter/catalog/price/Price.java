package ai.nemorouter.catalog.price;

import ai.nemorouter.money.Money;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A price version: what one provider takes for one model. A changed price is a new version, so
/// that every bill can be recomputed from the call's tokens and the version it names.
///
/// @param id the row in `prices`
/// @param longPrompts the rates of long prompts, where the provider has such
/// @param perUnit what is charged beside tokens, where the provider charges such
public record Price(
    long id, Rates rates, @Nullable LongPrompts longPrompts, @Nullable UnitPrice perUnit) {

  /// @param from prompts of more tokens than this cost `rates`, input and output
  public record LongPrompts(long from, Rates rates) {}

  /// What a price may count beside tokens.
  public enum Unit {
    IMAGE,
    SECOND,
    CHARACTER,
    SEARCH,
    REQUEST;

    /// As it stands in the database.
    public String column() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static Unit of(String column) {
      return valueOf(column.toUpperCase(Locale.ROOT));
    }
  }

  /// @param perMillion what a million of them cost
  public record UnitPrice(Unit unit, Money perMillion) {}

  /// A price of tokens alone.
  public Price(long id, Rates rates, @Nullable LongPrompts longPrompts) {
    this(id, rates, longPrompts, null);
  }

  /// The exact cost of a call.
  public Money cost(TokenUsage usage) {
    return ratesFor(usage.prompt()).cost(usage, unitPrice());
  }

  /// What that cost is made of, kind by kind.
  public List<PricedPart> parts(TokenUsage usage) {
    return ratesFor(usage.prompt()).parts(usage, unitPrice());
  }

  private Money unitPrice() {
    return perUnit == null ? Money.ZERO : perUnit.perMillion();
  }

  /// The cost of so many units alone.
  public Money costOfUnits(long units) {
    return cost(TokenUsage.ofUnits(units));
  }

  /// An upper bound of the cost of a call with at most that many tokens.
  public Money worstCase(long promptTokens, long completionTokens) {
    Money base = rates.mostOf(promptTokens, completionTokens);
    if (longPrompts == null || promptTokens <= longPrompts.from()) {
      return base;
    }
    return base.max(longPrompts.rates().mostOf(promptTokens, completionTokens));
  }

  /// These prices as they may apply to a call that writes so to the provider's cache: for bounds,
  /// not for bills.
  public Price with(CacheWrites writes) {
    return new Price(
        id,
        rates.with(writes),
        longPrompts == null
            ? null
            : new LongPrompts(longPrompts.from(), longPrompts.rates().with(writes)),
        perUnit);
  }

  /// These prices for a call without recordings or speech: for bounds, not for bills.
  public Price ofText() {
    return new Price(
        id,
        rates.ofText(),
        longPrompts == null
            ? null
            : new LongPrompts(longPrompts.from(), longPrompts.rates().ofText()),
        perUnit);
  }

  /// The most that a million output tokens may cost after a prompt of at most so many tokens.
  public Money dearestOutputRate(long promptTokens) {
    return longPrompts == null || promptTokens <= longPrompts.from()
        ? rates.dearestOutput()
        : rates.dearestOutput().max(longPrompts.rates().dearestOutput());
  }

  /// How many output tokens fit into `amount` after a prompt of at most `promptTokens`.
  public long affordableOutput(Money amount, long promptTokens) {
    Money left = amount.minus(worstCase(promptTokens, 0));
    if (left.isNegative()) {
      return 0;
    }
    long byBase = rates.outputTokensFor(left);
    return longPrompts == null || promptTokens <= longPrompts.from()
        ? byBase
        : Math.min(byBase, longPrompts.rates().outputTokensFor(left));
  }

  private Rates ratesFor(long promptTokens) {
    return longPrompts != null && promptTokens > longPrompts.from() ? longPrompts.rates() : rates;
  }
}
