package ai.nemorouter.catalog;

import ai.nemorouter.money.Money;
import ai.nemorouter.provider.DeclaredProvider;
import ai.nemorouter.provider.Operation;
import ai.nemorouter.provider.Provider;
import ai.nemorouter.provider.Providers;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The models that can be called here, each with its provider and price.
@ApplicationScoped
public class Catalog {
  private static final Logger LOG = Logger.getLogger(Catalog.class);
  private static final int BEFORE_OTHER_STARTUP = 10;
  public static final int USUAL_RANK = 100;
  private static final long OUTPUT_CEILING_WHERE_UNKNOWN = 4_096;

  private final Providers providers;
  private final Snapshot snapshot;
  private final Prices prices;
  private volatile Shelf common = Shelf.EMPTY;
  private final Map<UUID, Shelf> ofOrganizations = new ConcurrentHashMap<>();

  Catalog(Providers providers, Snapshot snapshot, Prices prices) {
    this.providers = providers;
    this.snapshot = snapshot;
    this.prices = prices;
  }

  void start(@Observes @Priority(BEFORE_OTHER_STARTUP) StartupEvent event) {
    for (DeclaredProvider declared : providers.declared()) {
      offer(declared);
    }
  }

  /// Serves what the declaration names, else what the catalogue lists for such a provider.
  public void offer(DeclaredProvider declared) {
    offer(declared.provider(), listings(declared));
  }

  /// What a provider serves from now on, instead of what it served before. Those of an organization
  /// are for that organization alone.
  public synchronized void offer(Provider provider, List<Listing> listings) {
    List<Listing> priced = listings.stream().filter(listing -> listing.rates() != null).toList();
    List<Price> versions =
        prices.versions(priced.stream().map(listing -> quote(provider, listing)).toList());
    List<Offering> offerings = new ArrayList<>();
    for (Listing listing : listings) {
      int index = priced.indexOf(listing);
      offerings.add(offering(provider, listing, index < 0 ? null : versions.get(index)));
    }
    change(provider.orgId(), shelf -> shelf.with(provider, offerings));
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

  private void change(@Nullable UUID orgId, UnaryOperator<Shelf> change) {
    if (orgId == null) {
      common = change.apply(common);
    } else {
      ofOrganizations.compute(
          orgId, (_, shelf) -> change.apply(shelf == null ? Shelf.EMPTY : shelf));
    }
  }

  /// All ways to serve a name as callers write it (a slug in any case, or a model's bare name), the
  /// organization's own providers first; none if there is no such model.
  ///
  /// @param orgId null for what everybody can call
  public List<Offering> find(@Nullable UUID orgId, String requested) {
    List<Offering> own = orgId == null ? List.of() : shelfOf(orgId).find(requested);
    List<Offering> shared = common.find(requested);
    return own.isEmpty() ? shared : Stream.concat(own.stream(), shared.stream()).toList();
  }

  /// The first of the offerings that everybody can call.
  public Optional<Offering> resolve(String requested) {
    return find(null, requested).stream().findFirst();
  }

  /// A model to show examples with: the first priced one that chats.
  public Optional<Offering> example() {
    return common.all().stream()
        .filter(offering -> offering.price() != null && offering.serves(Operation.CHAT))
        .filter(offering -> !offering.upstreamModel().equals(Listing.ANY))
        .findFirst();
  }

  /// All models with a name of their own that everybody can call, by slug, each as it is served
  /// first.
  public Collection<Offering> offerings() {
    return common.models().stream().map(List::getFirst).toList();
  }

  /// All models with a name of their own that the organization can call, by slug, with all the ways
  /// to serve each, its own providers first.
  public Collection<List<Offering>> models(@Nullable UUID orgId) {
    Map<String, List<Offering>> models = new TreeMap<>();
    if (orgId != null) {
      shelfOf(orgId).models().forEach(own -> models.put(slug(own), own));
    }
    common
        .models()
        .forEach(shared ->
            models.merge(
                slug(shared),
                shared,
                (own, more) -> Stream.concat(own.stream(), more.stream()).toList()));
    return models.values();
  }

  private Shelf shelfOf(UUID orgId) {
    return ofOrganizations.getOrDefault(orgId, Shelf.EMPTY);
  }

  private static String slug(List<Offering> offerings) {
    return offerings.getFirst().slug().toLowerCase(Locale.ROOT);
  }

  private static Offering offering(Provider provider, Listing listing, @Nullable Price price) {
    if (price == null) {
      LOG.warnf(
          "A model without a price will be refused provider=%s model=%s",
          provider.name(), listing.slug());
    }
    return new Offering(
        listing.slug(),
        listing.name(),
        provider,
        listing.upstreamModel(),
        listing.operations(),
        listing.contextLength(),
        listing.outputCeiling(),
        price);
  }

  private List<Listing> listings(DeclaredProvider declared) {
    Provider provider = declared.provider();
    List<Listing> listings = new ArrayList<>();
    for (String model : declared.models()) {
      listings.add(declaredModel(declared, model));
    }
    if (declared.anyModel()) {
      listings.add(unlisted(declared, provider.name() + "/" + Listing.ANY, Listing.ANY));
    }
    if (declared.models().isEmpty() && !declared.anyModel()) {
      snapshot.models(declared.author()).forEach(entry -> listings.add(listing(declared, entry)));
    }
    return listings;
  }

  /// A model named in the environment: at its public price where it has one, else at the declared
  /// price.
  private Listing declaredModel(DeclaredProvider declared, String model) {
    String slug = model.contains("/") ? model : declared.author() + "/" + model;
    return publicEntry(slug)
        .map(entry ->
            Listing.chat(
                slug,
                entry.name(),
                model,
                entry.contextLength(),
                entry.outputCeiling(),
                entry.rates(),
                entry.longPrompts(),
                snapshot.source()))
        .orElseGet(() -> unlisted(declared, slug, model));
  }

  /// What the maker of a model lists it for, else what OpenRouter does.
  private Optional<Snapshot.Entry> publicEntry(String slug) {
    int slash = slug.indexOf('/');
    String id = slug.substring(slash + 1);
    Optional<Snapshot.Entry> own =
        snapshot.models(slug.substring(0, slash)).stream()
            .filter(entry -> entry.id().equals(id))
            .findFirst();
    return own.or(() ->
        snapshot.models(Provider.OPENROUTER).stream()
            .filter(entry -> slug.equals(entry.id()))
            .findFirst());
  }

  private Listing listing(DeclaredProvider declared, Snapshot.Entry entry) {
    String model = entry.id();
    return Listing.chat(
        model.contains("/") ? model : declared.author() + "/" + model,
        entry.name(),
        model,
        entry.contextLength(),
        entry.outputCeiling(),
        entry.rates(),
        entry.longPrompts(),
        snapshot.source());
  }

  private static Listing unlisted(DeclaredProvider declared, String slug, String upstreamModel) {
    BigDecimal input = declared.inputPrice();
    BigDecimal output = declared.outputPrice();
    Rates rates =
        input == null || output == null ? null : Rates.of(Money.ofUsd(input), Money.ofUsd(output));
    return Listing.chat(
        slug, slug, upstreamModel, 0, OUTPUT_CEILING_WHERE_UNKNOWN, rates, null, "environment");
  }

  private static Prices.Quote quote(Provider provider, Listing listing) {
    Rates rates = listing.rates();
    if (rates == null) {
      throw new IllegalArgumentException("A listing without a price has no quote");
    }
    return new Prices.Quote(
        provider.priceOwner(),
        listing.upstreamModel(),
        rates,
        listing.longPrompts(),
        listing.perUnit(),
        listing.source());
  }
}
