package ai.nemorouter.catalog.price;

import org.jspecify.annotations.Nullable;

/// What somebody takes, before it is a price version.
///
/// @param longPrompts the rates of long prompts, where there are such
/// @param perUnit what is charged beside tokens, where something is
public record Tariff(
    Rates rates, Price.@Nullable LongPrompts longPrompts, Price.@Nullable UnitPrice perUnit) {
  public static Tariff of(Rates rates) {
    return new Tariff(rates, null, null);
  }

  Price version(long id) {
    return new Price(id, rates, longPrompts, perUnit);
  }

  static Tariff of(Price price) {
    return new Tariff(price.rates(), price.longPrompts(), price.perUnit());
  }
}
