package ai.nemorouter.gateway.routing;

import ai.nemorouter.catalog.Offering;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A name with one of OpenRouter's suffixes: `:nitro` asks the fastest provider first, `:floor` the
/// cheapest, `:free` only one that costs nothing. A name that the catalogue has with its suffix is
/// that model.
///
/// @param sort null where the suffix says nothing about it
/// @param free whether only offerings without a price will do
record Variant(List<Offering> offerings, RoutingPreferences.@Nullable Sort sort, boolean free) {
  private static final String PRESET = "@preset/";

  /// @throws ai.nemorouter.platform.json.ApiException 404 naming a suffix that has no meaning here
  static Variant of(String requested, Function<String, List<Offering>> catalog) {
    String name = requested.strip();
    int colon = name.lastIndexOf(':');
    String base = colon < 0 ? name : name.substring(0, colon);
    switch (colon < 0 ? "" : Routing.lower(name.substring(colon))) {
      case ":nitro" -> {
        return new Variant(catalog.apply(base), RoutingPreferences.Sort.THROUGHPUT, false);
      }
      case ":floor" -> {
        return new Variant(catalog.apply(base), RoutingPreferences.Sort.PRICE, false);
      }
      default -> {}
    }
    if (name.contains(PRESET)) {
      throw Unavailable.notServed(requested, "Presets (\"@preset/…\") are not served here.");
    }
    List<Offering> exact = catalog.apply(name);
    if (!exact.isEmpty() || colon < 0) {
      return new Variant(exact, null, false);
    }
    List<Offering> plain = catalog.apply(base);
    if (plain.isEmpty()) {
      return new Variant(plain, null, false);
    }
    if (Routing.lower(name.substring(colon)).equals(":free")) {
      return new Variant(plain, null, true);
    }
    throw Unavailable.notServed(
        requested,
        "The suffix \""
            + name.substring(colon)
            + "\" is not supported here; \":nitro\", \":floor\" and \":free\" are. Without it, `"
            + base
            + "` can be called.");
  }
}
