package ai.nemorouter.catalog;

import ai.nemorouter.catalog.price.Price;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A model as lists show it: what is known of it, who serves it, and under which of an
/// organization's own names.
///
/// @param offerings the way it is served first comes first; never empty
/// @param ownAliases the organization's
public record CatalogModel(Model model, List<Offering> offerings, List<String> ownAliases) {
  public CatalogModel {
    offerings = List.copyOf(offerings);
    ownAliases = List.copyOf(ownAliases);
    if (offerings.isEmpty()) {
      throw new IllegalArgumentException("No provider serves " + model.slug());
    }
  }

  public String slug() {
    return model.slug();
  }

  public Offering first() {
    return offerings.getFirst();
  }

  /// The price of its first offering; null if unknown.
  public @Nullable Price price() {
    return first().price();
  }

  /// The longest that any of its offerings takes; 0 where unknown.
  public long contextLength() {
    return offerings.stream().mapToLong(Offering::contextLength).max().orElse(0);
  }

  /// The offerings that have a price, and so can be called.
  public List<Offering> callable() {
    return offerings.stream().filter(offering -> offering.price() != null).toList();
  }

  public String providerNames() {
    return offerings.stream()
        .map(offering -> offering.provider().name())
        .distinct()
        .collect(Collectors.joining(", "));
  }

  public boolean isServedBy(String provider) {
    return offerings.stream().anyMatch(offering -> offering.provider().name().equals(provider));
  }
}
