package ai.nemorouter.catalog;

import ai.nemorouter.catalog.alias.AliasLookup;
import ai.nemorouter.catalog.price.Price;
import ai.nemorouter.catalog.price.PriceBook;
import ai.nemorouter.catalog.price.Prices;
import ai.nemorouter.catalog.price.Tariff;
import ai.nemorouter.provider.DeclaredProvider;
import ai.nemorouter.provider.Provider;
import ai.nemorouter.provider.Providers;
import ai.nemorouter.provider.dialect.Operation;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The models that can be called here, each with its providers and their prices of the moment.
@ApplicationScoped
public class Catalog {
  private static final Logger LOG = Logger.getLogger(Catalog.class);
  private static final int BEFORE_OTHER_STARTUP = 10;
  public static final int USUAL_RANK = 100;

  private final Providers providers;
  private final Snapshot snapshot;
  private final ProviderListings listings;
  private final Prices prices;
  private final PriceBook book;
  private final AliasLookup aliases;
  private volatile CatalogIndex common = CatalogIndex.EMPTY;
  private final Map<UUID, CatalogIndex> ofOrganizations = new ConcurrentHashMap<>();

  Catalog(
      Providers providers,
      Snapshot snapshot,
      ProviderListings listings,
      Prices prices,
      PriceBook book,
      AliasLookup aliases) {
    this.providers = providers;
    this.snapshot = snapshot;
    this.listings = listings;
    this.prices = prices;
    this.book = book;
    this.aliases = aliases;
  }

  void start(@Observes @Priority(BEFORE_OTHER_STARTUP) StartupEvent event) {
    for (DeclaredProvider declared : providers.declared()) {
      offer(declared);
    }
  }

  /// What a provider would list that served every model with a public price under its name here:
  /// the price is its maker's, else OpenRouter's.
  public List<ProviderListing> ofWholeCatalogue() {
    return listings.ofWholeCatalogue();
  }

  /// Serves what the declaration names, else what the catalogue lists for such a provider.
  public void offer(DeclaredProvider declared) {
    offer(declared.provider(), listings.of(declared));
  }

  /// What a provider serves from now on, instead of what it served before. Those of an organization
  /// are for that organization alone.
  public synchronized void offer(Provider provider, List<ProviderListing> offered) {
    List<Prices.Quote> quotes = new ArrayList<>();
    for (ProviderListing listing : offered) {
      Tariff tariff = listing.tariff();
      if (tariff == null) {
        LOG.warnf(
            "A model without a price will be refused provider=%s model=%s",
            provider.name(), listing.slug());
      } else {
        quotes.add(
            new Prices.Quote(
                provider.priceOwner(),
                listing.upstreamModel(),
                tariff,
                listing.later(),
                listing.source()));
      }
    }
    prices.keep(provider.priceOwner(), quotes);
    book.refresh();
    change(provider.orgId(), shelf -> shelf.with(provider, offered));
  }

  /// The provider serves nothing any more.
  public synchronized void withdraw(@Nullable UUID orgId, String providerName) {
    change(orgId, shelf -> shelf.without(providerName));
  }

  /// Puts the offerings of an audience into the order of their providers' ranks.
  ///
  /// @param ranks lowest first; those that are not in it have `USUAL_RANK`
  public synchronized void arrange(@Nullable UUID orgId, Map<String, Integer> ranks) {
    change(orgId, shelf -> shelf.arranged(ranks));
  }

  private void change(@Nullable UUID orgId, UnaryOperator<CatalogIndex> change) {
    if (orgId == null) {
      common = change.apply(common);
    } else {
      ofOrganizations.compute(
          orgId, (_, shelf) -> change.apply(shelf == null ? CatalogIndex.EMPTY : shelf));
    }
  }

  /// All ways to serve a name as callers write it, the organization's own providers first; none if
  /// there is no such model. A name is, in this order: a slug in any case; the organization's
  /// alias; a name that makers or OpenRouter give the model, of which a dated one goes to its maker
  /// as it is; a model's bare name; `<provider>/<anything>` in plain ASCII where that provider
  /// takes any. `ModelName` says which names are the same.
  ///
  /// @param orgId null for what everybody can call
  public List<Offering> find(@Nullable UUID orgId, String requested) {
    String name = ModelName.folded(requested.strip());
    List<CatalogIndex.Item> exact = items(orgId, name);
    if (!exact.isEmpty()) {
      return offerings(exact);
    }
    if (orgId != null) {
      Optional<String> target = aliases.target(orgId, name);
      if (target.isPresent()) {
        return offerings(withoutAliases(orgId, target.get()));
      }
    }
    return offerings(withoutAliases(orgId, requested));
  }

  /// Whether it is a model's name in the catalogue, and not one that a provider takes unseen.
  ///
  /// @param slug as `Offering.slug` has it
  public boolean isListed(UUID orgId, String slug) {
    return !items(orgId, ModelName.folded(slug)).isEmpty();
  }

  /// What the name would be without the organization's aliases.
  public List<Offering> findWithoutAliases(@Nullable UUID orgId, String requested) {
    return offerings(withoutAliases(orgId, requested));
  }

  private List<CatalogIndex.Item> withoutAliases(@Nullable UUID orgId, String requested) {
    String name = ModelName.folded(requested.strip());
    List<CatalogIndex.Item> exact = items(orgId, name);
    if (!exact.isEmpty()) {
      return exact;
    }
    List<CatalogIndex.Item> known =
        snapshot.alias(name).map(slug -> items(orgId, slug)).orElseGet(List::of);
    if (!known.isEmpty()) {
      return known.stream().map(item -> item.version(name)).toList();
    }
    String bare = orgId == null ? null : shelfOf(orgId).slugOfBareName(name);
    bare = bare == null ? common.slugOfBareName(name) : bare;
    if (bare != null) {
      return items(orgId, bare);
    }
    CatalogIndex.Item any = orgId == null ? null : shelfOf(orgId).ofAnyModel(requested.strip());
    any = any == null ? common.ofAnyModel(requested.strip()) : any;
    return any == null ? List.of() : List.of(any);
  }

  /// The first of the offerings that everybody can call.
  public Optional<Offering> resolve(String requested) {
    return find(null, requested).stream().findFirst();
  }

  /// What is known of a model that everybody can call.
  ///
  /// @param slug as `Offering.slug` has it
  public Optional<Model> model(String slug) {
    return model(null, slug);
  }

  /// What is known of a model, with what an operator says of it.
  public Optional<Model> model(@Nullable UUID orgId, String slug) {
    Optional<Model> model =
        snapshot
            .model(slug)
            .or(() -> findWithoutAliases(orgId, slug).stream().findFirst().map(Model::of));
    return model.map(this::marked);
  }

  /// What is known of a model that everybody can call, if its maker or the operator says that it
  /// goes away.
  public Optional<Model> leaving(String slug) {
    boolean unknown = snapshot.model(slug).isEmpty();
    return unknown && !book.setting("", ModelName.folded(slug)).deprecated()
        ? Optional.empty()
        : model(slug).filter(Model::deprecated);
  }

  /// With what an operator says of it.
  private Model marked(Model model) {
    CatalogSetting setting = book.setting("", ModelName.folded(model.slug()));
    return setting.deprecated()
        ? model.deprecated(setting.retiresOn(), setting.successor())
        : model;
  }

  /// A model to show examples with: the first priced one that chats.
  public Optional<Offering> example() {
    return offerings(common.all()).stream()
        .filter(offering -> offering.price() != null && offering.serves(Operation.CHAT))
        .filter(offering -> !offering.upstreamModel().equals(ProviderListing.ANY))
        .findFirst();
  }

  /// All models with a name of their own that everybody can call, by slug, each as it is served
  /// first.
  public Collection<Offering> offerings() {
    return models(null).stream().map(List::getFirst).toList();
  }

  /// All models with a name of their own that the organization can call, by slug, with all the ways
  /// to serve each, its own providers first.
  public Collection<List<Offering>> models(@Nullable UUID orgId) {
    Map<String, List<CatalogIndex.Item>> models = new TreeMap<>(common.models());
    if (orgId != null) {
      shelfOf(orgId)
          .models()
          .forEach((slug, own) ->
              models.merge(
                  slug, own, (shared, _) -> Stream.concat(own.stream(), shared.stream()).toList()));
    }
    return models.values().stream()
        .map(Catalog::withoutStandIns)
        .map(this::offerings)
        .filter(offerings -> !offerings.isEmpty())
        .toList();
  }

  /// The accounts that serve something here, the organization's own first.
  public List<Provider> providers(@Nullable UUID orgId) {
    Stream<Provider> own = orgId == null ? Stream.of() : shelfOf(orgId).providers().stream();
    return Stream.concat(own, common.providers().stream()).toList();
  }

  /// For operators: everything that is listed for everybody, also what is disabled.
  public List<CatalogIndex.Item> shelved() {
    return common.all();
  }

  /// What is known of an offering's model.
  public Model known(Offering offering) {
    return marked(snapshot.model(offering.slug()).orElseGet(() -> Model.of(offering)));
  }

  /// What the item is offered at now, whether or not it is disabled.
  public Offering offering(CatalogIndex.Item item) {
    return offering(item, book.now());
  }

  private List<CatalogIndex.Item> items(@Nullable UUID orgId, String slug) {
    List<CatalogIndex.Item> own = orgId == null ? List.of() : shelfOf(orgId).bySlug(slug);
    List<CatalogIndex.Item> shared = common.bySlug(slug);
    return withoutStandIns(
        own.isEmpty() ? shared : Stream.concat(own.stream(), shared.stream()).toList());
  }

  /// The demonstration answers for models of others only as long as no provider serves them.
  private static List<CatalogIndex.Item> withoutStandIns(List<CatalogIndex.Item> items) {
    if (items.isEmpty() || !hasStandIn(items)) {
      return items;
    }
    List<CatalogIndex.Item> real = items.stream().filter(item -> !item.isStandIn()).toList();
    return real.isEmpty() ? items : real;
  }

  private static boolean hasStandIn(List<CatalogIndex.Item> items) {
    for (CatalogIndex.Item item : items) {
      if (item.isStandIn()) {
        return true;
      }
    }
    return false;
  }

  private List<Offering> offerings(List<CatalogIndex.Item> items) {
    Instant now = book.now();
    return items.stream()
        .filter(item -> !isDisabled(item))
        .map(item -> offering(item, now))
        .toList();
  }

  boolean isDisabled(CatalogIndex.Item item) {
    return book.setting("", item.slug()).disabled()
        || book.setting(item.provider().priceOwner(), item.listing().upstreamModel()).disabled();
  }

  private Offering offering(CatalogIndex.Item item, Instant now) {
    ProviderListing listing = item.listing();
    String owner = item.provider().priceOwner();
    Optional<Price> price = Optional.empty();
    if (item.isAny()) {
      // An operator may have priced this very model.
      price = book.at(owner, book.spelling(owner, item.upstreamModel()), false, now);
    }
    if (price.isEmpty()) {
      price = book.at(owner, listing.upstreamModel(), listing.rates() != null, now);
    }
    return new Offering(
        item.isAny() ? item.slug() : listing.slug(),
        item.isAny() ? item.slug() : listing.name(),
        item.provider(),
        item.upstreamModel(),
        listing.operations(),
        listing.contextLength(),
        listing.outputCeiling(),
        price.orElse(null));
  }

  private CatalogIndex shelfOf(UUID orgId) {
    return ofOrganizations.getOrDefault(orgId, CatalogIndex.EMPTY);
  }
}
