package ai.nemorouter.catalog;

import ai.nemorouter.provider.Provider;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The listings that one audience can call: everybody, or one organization. Immutable.
public final class CatalogIndex {
  static final CatalogIndex EMPTY = new CatalogIndex(Map.of());

  /// By provider, in the order in which the providers were declared.
  private final Map<String, List<Item>> byProvider;

  private final Map<String, List<Item>> bySlug = new TreeMap<>();
  private final Map<String, String> slugByBareName = new TreeMap<>();
  private final Map<String, Item> anyModelByProvider = new TreeMap<>();

  private CatalogIndex(Map<String, List<Item>> byProvider) {
    this.byProvider = byProvider;
    byProvider.values().forEach(items -> items.forEach(this::add));
  }

  /// A listing and who lists it.
  ///
  /// @param slug in small letters
  /// @param upstreamModel which the call is to name: the listing's, or a version of it
  public record Item(
      Provider provider, ProviderListing listing, String slug, String upstreamModel) {
    Item(Provider provider, ProviderListing listing) {
      this(provider, listing, ModelName.folded(listing.slug()), listing.upstreamModel());
    }

    /// Whether the demonstration answers under the name of a model that is not its own.
    boolean isStandIn() {
      return provider.demo() && !slug.startsWith(provider.name() + "/");
    }

    boolean isAny() {
      return listing.upstreamModel().equals(ProviderListing.ANY);
    }

    /// The same, asking for that version of the model where the provider knows it.
    Item version(String name) {
      String bare = name.substring(name.indexOf('/') + 1);
      for (String version : listing.versions()) {
        String small = ModelName.folded(version);
        if (small.equals(name) || small.equals(bare)) {
          return new Item(provider, listing, slug, version);
        }
      }
      return this;
    }
  }

  private void add(Item item) {
    if (item.isAny()) {
      anyModelByProvider.put(item.provider().name(), item);
      return;
    }
    bySlug.computeIfAbsent(item.slug(), _ -> new ArrayList<>()).add(item);
    slugByBareName.putIfAbsent(item.slug().substring(item.slug().indexOf('/') + 1), item.slug());
  }

  /// The same shelf with these listings of the provider, instead of what it listed before.
  CatalogIndex with(Provider provider, List<ProviderListing> listings) {
    Map<String, List<Item>> changed = new LinkedHashMap<>(byProvider);
    changed.put(
        provider.name(), listings.stream().map(listing -> new Item(provider, listing)).toList());
    return new CatalogIndex(changed);
  }

  CatalogIndex without(String providerName) {
    Map<String, List<Item>> changed = new LinkedHashMap<>(byProvider);
    changed.remove(providerName);
    return new CatalogIndex(changed);
  }

  /// The same shelf by the ranks of providers; equal ones stay as they are.
  CatalogIndex arranged(Map<String, Integer> ranks) {
    Map<String, List<Item>> changed = new LinkedHashMap<>();
    byProvider.entrySet().stream()
        .sorted(
            Comparator.comparingInt(
                entry -> ranks.getOrDefault(entry.getKey(), Catalog.USUAL_RANK)))
        .forEach(entry -> changed.put(entry.getKey(), entry.getValue()));
    return new CatalogIndex(changed);
  }

  /// @param slug in small letters
  List<Item> bySlug(String slug) {
    return bySlug.getOrDefault(slug, List.of());
  }

  /// The slug of the first model of that name, regardless of its author.
  @Nullable String slugOfBareName(String name) {
    return slugByBareName.get(name);
  }

  Map<String, List<Item>> models() {
    return bySlug;
  }

  /// In the order in which providers were declared and list their models.
  List<Item> all() {
    return byProvider.values().stream().flatMap(List::stream).toList();
  }

  Collection<Provider> providers() {
    return byProvider.values().stream()
        .filter(items -> !items.isEmpty())
        .map(items -> items.getFirst().provider())
        .toList();
  }

  /// For a name of the kind `<provider>/<anything>` whose provider takes any.
  @Nullable Item ofAnyModel(String requested) {
    int slash = requested.indexOf('/');
    if (slash < 1 || slash == requested.length() - 1 || !ModelName.isPlain(requested)) {
      return null;
    }
    Item any = anyModelByProvider.get(ModelName.folded(requested.substring(0, slash)));
    return any == null
        ? null
        : new Item(
            any.provider(),
            any.listing(),
            // In small letters, so that no other spelling of the name escapes a limit on it.
            ModelName.folded(requested),
            requested.substring(slash + 1));
  }
}
