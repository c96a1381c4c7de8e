package ai.nemorouter.gateway.cost;

import ai.nemorouter.catalog.price.Price;
import ai.nemorouter.catalog.price.TokenUsage;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// What a call took: as its provider reported it, else as we counted it.
///
/// @param reported the provider's count of tokens
/// @param counted our own
/// @param units the other units that a price may count; each call is one request
public record MeasuredUsage(
    Optional<TokenUsage> reported, TokenUsage counted, Map<Price.Unit, Count> units) {

  private static final Count NONE = new Count(0, true);

  /// @param known whether the number is certain: reported, or in plain sight as images are
  public record Count(long number, boolean known) {}

  public MeasuredUsage {
    Map<Price.Unit, Count> all = new EnumMap<>(Price.Unit.class);
    all.putAll(units);
    all.put(Price.Unit.REQUEST, new Count(1, true));
    units = Map.copyOf(all);
  }

  public static MeasuredUsage of(Optional<TokenUsage> reported, TokenUsage counted) {
    return new MeasuredUsage(reported, counted, Map.of());
  }

  public MeasuredUsage with(Price.Unit unit, long number, boolean known) {
    Map<Price.Unit, Count> more = new EnumMap<>(units);
    more.put(unit, new Count(number, known));
    return new MeasuredUsage(reported, counted, more);
  }

  /// Tokens, and the units that the price counts.
  TokenUsage taken(Price price) {
    return reported.orElse(counted).withUnits(units(price).number());
  }

  /// Whether everything that the price charges is certain.
  boolean areKnown(Price price) {
    return units(price).known() && (reported.isPresent() || !MaximumUsage.chargesTokens(price));
  }

  /// How many of that unit; 0 where calls of this kind have none.
  public long units(Price.Unit unit) {
    return units.getOrDefault(unit, NONE).number();
  }

  private Count units(Price price) {
    return price.perUnit() == null ? NONE : units.getOrDefault(price.perUnit().unit(), NONE);
  }
}
