package ai.nemorouter.catalog;

import ai.nemorouter.provider.Provider;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The offerings that one audience can call: everybody, or one organization. Immutable.
final class Shelf {
  static final Shelf EMPTY = new Shelf(Map.of());

  /// By provider, in the order in which the providers were declared.
  private final Map<String, List<Offering>> byProvider;

  private final Map<String, List<Offering>> bySlug = new TreeMap<>();
  private final Map<String, String> slugByBareName = new TreeMap<>();
  private final Map<String, Offering> anyModelByProvider = new TreeMap<>();

  private Shelf(Map<String, List<Offering>> byProvider) {
    this.byProvider = byProvider;
    byProvider.values().forEach(offerings -> offerings.forEach(this::add));
  }

  private void add(Offering offering) {
    if (offering.upstreamModel().equals(Listing.ANY)) {
      anyModelByProvider.put(offering.provider().name(), offering);
      return;
    }
    String slug = offering.slug().toLowerCase(Locale.ROOT);
    bySlug.computeIfAbsent(slug, _ -> new ArrayList<>()).add(offering);
    slugByBareName.putIfAbsent(slug.substring(slug.indexOf('/') + 1), slug);
  }

  /// The same shelf with these offerings of the provider, instead of what it offered before.
  Shelf with(Provider provider, List<Offering> offerings) {
    Map<String, List<Offering>> changed = new LinkedHashMap<>(byProvider);
    changed.put(provider.name(), List.copyOf(offerings));
    return new Shelf(changed);
  }

  Shelf without(String providerName) {
    Map<String, List<Offering>> changed = new LinkedHashMap<>(byProvider);
    changed.remove(providerName);
    return new Shelf(changed);
  }

  /// The same shelf by the ranks of providers; equal ones stay as they are.
  Shelf arranged(Map<String, Integer> ranks) {
    Map<String, List<Offering>> changed = new LinkedHashMap<>();
    byProvider.entrySet().stream()
        .sorted(
            Comparator.comparingInt(
                entry -> ranks.getOrDefault(entry.getKey(), Catalog.USUAL_RANK)))
        .forEach(entry -> changed.put(entry.getKey(), entry.getValue()));
    return new Shelf(changed);
  }

  /// The offerings behind a slug in any case, a model's bare name, or a name of the kind
  /// `<provider>/<anything>`; none if nobody serves it.
  List<Offering> find(String requested) {
    String name = requested.strip().toLowerCase(Locale.ROOT);
    List<Offering> exact = bySlug.get(name);
    if (exact == null && slugByBareName.containsKey(name)) {
      exact = bySlug.get(slugByBareName.get(name));
    }
    if (exact != null) {
      return List.copyOf(exact);
    }
    Offering any = ofAnyModel(requested.strip());
    return any == null ? List.of() : List.of(any);
  }

  Collection<List<Offering>> models() {
    return bySlug.values();
  }

  /// In the order in which providers were declared and list their models.
  List<Offering> all() {
    return byProvider.values().stream().flatMap(List::stream).toList();
  }

  private @Nullable Offering ofAnyModel(String requested) {
    int slash = requested.indexOf('/');
    if (slash < 1 || slash == requested.length() - 1) {
      return null;
    }
    Offering any = anyModelByProvider.get(requested.substring(0, slash).toLowerCase(Locale.ROOT));
    if (any == null) {
      return null;
    }
    return new Offering(
        // In small letters, so that no other spelling of the name escapes a limit on it.
        requested.toLowerCase(Locale.ROOT),
        requested,
        any.provider(),
        requested.substring(slash + 1),
        any.operations(),
        any.contextLength(),
        any.outputCeiling(),
        any.price());
  }
}
