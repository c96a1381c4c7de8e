package ai.nemorouter.gateway.routing;

import ai.nemorouter.catalog.Offering;
import ai.nemorouter.catalog.price.Price;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.json.ApiException;
import java.util.List;
import java.util.function.Predicate;

/// Leaves out the offerings that a request does not want, and says which wish left none.
final class Filters {
  private Filters() {}

  /// @throws ApiException 404 naming the preference that no provider meets
  static List<Offering> apply(
      List<Offering> offerings, Variant variant, RoutingPreferences preferences) {
    List<Offering> left = offerings;
    if (variant.free()) {
      left = keep(left, Filters::isFree, ":free");
    }
    if (!preferences.only().isEmpty()) {
      left = keep(left, offering -> isNamed(offering, preferences.only()), "provider.only");
    }
    if (!preferences.ignore().isEmpty()) {
      left = keep(left, offering -> !isNamed(offering, preferences.ignore()), "provider.ignore");
    }
    if (!preferences.fallbacks() && !preferences.order().isEmpty()) {
      left = keep(left, offering -> isNamed(offering, preferences.order()), "provider.order");
    }
    if (preferences.mostPrice().equals(MostPrice.NONE)) {
      return left;
    }
    return keep(
        left,
        offering -> Routing.priceOf(offering).filter(preferences.mostPrice()::allows).isPresent(),
        "provider.max_price");
  }

  /// Whether the offering's provider goes by that name. OpenRouter's names of regions and variants,
  /// as in `azure/eastus`, mean the provider.
  static boolean isNamed(Offering offering, String name) {
    String wanted = Routing.lower(name);
    String provider = offering.provider().name();
    return wanted.equals(provider) || wanted.startsWith(provider + "/");
  }

  private static boolean isNamed(Offering offering, List<String> names) {
    return names.stream().anyMatch(name -> isNamed(offering, name));
  }

  private static boolean isFree(Offering offering) {
    return Routing.priceOf(offering).filter(price -> worst(price).isZero()).isPresent();
  }

  private static Money worst(Price price) {
    Money tokens = price.worstCase(Long.MAX_VALUE / 1_000_000_000, 1_000_000_000);
    return price.perUnit() == null ? tokens : tokens.plus(price.perUnit().perMillion());
  }

  private static List<Offering> keep(
      List<Offering> offerings, Predicate<Offering> wanted, String wish) {
    List<Offering> kept = offerings.stream().filter(wanted).toList();
    if (kept.isEmpty() && !offerings.isEmpty()) {
      throw Unavailable.filtered(offerings, wish);
    }
    return kept;
  }
}
