package ai.nemorouter.catalog.price;

import ai.nemorouter.money.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A row of `prices`: what a provider takes for a model from a moment on, and who says so.
///
/// @param provider under which name its prices are kept (`Provider.priceOwner`)
/// @param kind `listing` or `override`
/// @param setBy the operator behind an override
/// @param withdrawnAt when an override stopped to count; null while it does
public record PriceVersion(
    long id,
    String provider,
    String model,
    Money input,
    Money cachedInput,
    Money cacheWrite,
    Money output,
    @Nullable Long longFrom,
    @Nullable Money longInput,
    @Nullable Money longCachedInput,
    @Nullable Money longCacheWrite,
    @Nullable Money longOutput,
    @Nullable Money audioInput,
    @Nullable Money audioOutput,
    @Nullable String unit,
    @Nullable Money unitPrice,
    String kind,
    String source,
    @Nullable String note,
    @Nullable String setBy,
    Instant validFrom,
    @Nullable Instant withdrawnAt,
    @Nullable String withdrawnBy) {
  static final String LISTING = "listing";
  static final String OVERRIDE = "override";

  public boolean isOverride() {
    return kind.equals(OVERRIDE);
  }

  /// Whether its time has come and it was not withdrawn by then. Another version may still win.
  public boolean counts(Instant at) {
    return !validFrom.isAfter(at) && (withdrawnAt == null || withdrawnAt.isAfter(at));
  }

  public Price price() {
    return new Price(id, rates(input, cachedInput, cacheWrite, output), longPrompts(), perUnit());
  }

  private Rates rates(Money in, Money cachedIn, Money write, Money out) {
    return new Rates(
        in,
        cachedIn,
        write,
        out,
        audioInput == null ? in : audioInput,
        audioOutput == null ? out : audioOutput);
  }

  private Price.@Nullable UnitPrice perUnit() {
    return unit == null || unitPrice == null
        ? null
        : new Price.UnitPrice(Price.Unit.of(unit), unitPrice);
  }

  private Price.@Nullable LongPrompts longPrompts() {
    if (longFrom == null
        || longInput == null
        || longCachedInput == null
        || longCacheWrite == null
        || longOutput == null) {
      return null;
    }
    return new Price.LongPrompts(
        longFrom, rates(longInput, longCachedInput, longCacheWrite, longOutput));
  }
}
