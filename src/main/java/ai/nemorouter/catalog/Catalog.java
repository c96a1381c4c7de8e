package ai.nemorouter.catalog;

import ai.nemorouter.money.Money;
import ai.nemorouter.provider.DeclaredProvider;
import ai.nemorouter.provider.Provider;
import ai.nemorouter.provider.Providers;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The models that can be called here, each with its provider and price.
@ApplicationScoped
public class Catalog {
  private static final Logger LOG = Logger.getLogger(Catalog.class);
  private static final int BEFORE_OTHER_STARTUP = 10;
  private static final long OUTPUT_CEILING_WHERE_UNKNOWN = 4_096;
  private static final String ANY = "*";

  private final Providers providers;
  private final Snapshot snapshot;
  private final Prices prices;
  private final Map<String, Offering> bySlug = new ConcurrentSkipListMap<>();
  private final Map<String, String> slugByBareName = new ConcurrentHashMap<>();
  private final Map<String, Offering> anyModelByProvider = new ConcurrentHashMap<>();
  private volatile @Nullable Offering firstPriced;

  Catalog(Providers providers, Snapshot snapshot, Prices prices) {
    this.providers = providers;
    this.snapshot = snapshot;
    this.prices = prices;
  }

  /// A model that a provider serves, before its price has a version.
  ///
  /// @param rates null where nobody has told what it costs
  public record Listing(
      String slug,
      String name,
      String upstreamModel,
      long contextLength,
      long outputCeiling,
      @Nullable Rates rates,
      Price.@Nullable LongPrompts longPrompts,
      String source) {}

  void start(@Observes @Priority(BEFORE_OTHER_STARTUP) StartupEvent event) {
    for (DeclaredProvider declared : providers.declared()) {
      offer(declared.provider(), listings(declared));
    }
  }

  /// Adds a provider's models; a slug that an earlier provider serves stays with that one.
  public void offer(Provider provider, List<Listing> listings) {
    List<Listing> priced = listings.stream().filter(listing -> listing.rates() != null).toList();
    List<Price> versions =
        prices.versions(priced.stream().map(listing -> quote(provider, listing)).toList());
    for (Listing listing : listings) {
      int index = priced.indexOf(listing);
      add(provider, listing, index < 0 ? null : versions.get(index));
    }
  }

  /// The offering that serves a name as callers write it: a slug in any case, or a model's bare
  /// name.
  public Optional<Offering> resolve(String requested) {
    String name = requested.strip().toLowerCase(Locale.ROOT);
    Offering exact = bySlug.get(name);
    if (exact != null) {
      return Optional.of(exact);
    }
    String slug = slugByBareName.get(name);
    if (slug != null) {
      return Optional.ofNullable(bySlug.get(slug));
    }
    return ofAnyModel(requested.strip());
  }

  /// A model to show examples with: the first priced one that a provider listed.
  public Optional<Offering> example() {
    return Optional.ofNullable(firstPriced);
  }

  /// All models with a name of their own, by slug.
  public Collection<Offering> offerings() {
    return bySlug.values().stream().sorted(Comparator.comparing(Offering::slug)).toList();
  }

  private Optional<Offering> ofAnyModel(String requested) {
    int slash = requested.indexOf('/');
    if (slash < 1 || slash == requested.length() - 1) {
      return Optional.empty();
    }
    Offering any = anyModelByProvider.get(requested.substring(0, slash).toLowerCase(Locale.ROOT));
    if (any == null) {
      return Optional.empty();
    }
    String upstreamModel = requested.substring(slash + 1);
    return Optional.of(
        // In small letters, so that no other spelling of the name escapes a limit on it.
        new Offering(
            requested.toLowerCase(Locale.ROOT),
            requested,
            any.provider(),
            upstreamModel,
            any.contextLength(),
            any.outputCeiling(),
            any.price()));
  }

  private void add(Provider provider, Listing listing, @Nullable Price price) {
    Offering offering =
        new Offering(
            listing.slug(),
            listing.name(),
            provider,
            listing.upstreamModel(),
            listing.contextLength(),
            listing.outputCeiling(),
            price);
    if (price == null) {
      LOG.warnf(
          "A model without a price will be refused provider=%s model=%s",
          provider.name(), listing.slug());
    }
    if (listing.upstreamModel().equals(ANY)) {
      anyModelByProvider.put(provider.name(), offering);
      return;
    }
    if (firstPriced == null && price != null) {
      firstPriced = offering;
    }
    String slug = listing.slug().toLowerCase(Locale.ROOT);
    if (bySlug.putIfAbsent(slug, offering) == null) {
      slugByBareName.putIfAbsent(slug.substring(slug.indexOf('/') + 1), slug);
    }
  }

  private List<Listing> listings(DeclaredProvider declared) {
    Provider provider = declared.provider();
    List<Listing> listings = new ArrayList<>();
    for (String model : declared.models()) {
      listings.add(declaredModel(declared, model));
    }
    if (declared.anyModel()) {
      listings.add(unlisted(declared, provider.name() + "/" + ANY, ANY));
    }
    if (declared.models().isEmpty() && !declared.anyModel()) {
      snapshot
          .models(provider.name())
          .forEach(entry -> listings.add(listing(provider, entry, entry.id())));
    }
    return listings;
  }

  /// A model named in the environment: at its public price where it has one, else at the declared
  /// price.
  private Listing declaredModel(DeclaredProvider declared, String model) {
    String slug = model.contains("/") ? model : declared.provider().name() + "/" + model;
    return publicEntry(slug)
        .map(entry ->
            new Listing(
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

  private Optional<Snapshot.Entry> publicEntry(String slug) {
    Optional<Snapshot.Entry> own =
        snapshot.models(Provider.OPENAI).stream()
            .filter(entry -> slug.equals(Provider.OPENAI + "/" + entry.id()))
            .findFirst();
    return own.or(() ->
        snapshot.models(Provider.OPENROUTER).stream()
            .filter(entry -> slug.equals(entry.id()))
            .findFirst());
  }

  private Listing listing(Provider provider, Snapshot.Entry entry, String upstreamModel) {
    String slug =
        upstreamModel.contains("/") ? upstreamModel : provider.name() + "/" + upstreamModel;
    return new Listing(
        slug,
        entry.name(),
        upstreamModel,
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
    return new Listing(
        slug, slug, upstreamModel, 0, OUTPUT_CEILING_WHERE_UNKNOWN, rates, null, "environment");
  }

  private static Prices.Quote quote(Provider provider, Listing listing) {
    Rates rates = listing.rates();
    if (rates == null) {
      throw new IllegalArgumentException("A listing without a price has no quote");
    }
    return new Prices.Quote(
        provider.name(), listing.upstreamModel(), rates, listing.longPrompts(), listing.source());
  }
}
