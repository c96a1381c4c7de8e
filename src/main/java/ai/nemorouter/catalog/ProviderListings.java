package ai.nemorouter.catalog;

import ai.nemorouter.catalog.price.Rates;
import ai.nemorouter.catalog.price.Tariff;
import ai.nemorouter.money.Money;
import ai.nemorouter.provider.DeclaredProvider;
import ai.nemorouter.provider.Provider;
import ai.nemorouter.provider.dialect.Operation;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What a declared provider serves: the models that the declaration names, else those of its public
/// price list.
@ApplicationScoped
class ProviderListings {
  private static final long OUTPUT_CEILING_WHERE_UNKNOWN = 4_096;

  private final Snapshot snapshot;

  ProviderListings(Snapshot snapshot) {
    this.snapshot = snapshot;
  }

  List<ProviderListing> of(DeclaredProvider declared) {
    Provider provider = declared.provider();
    String list = snapshot.listOf(provider);
    List<ProviderListing> listings = new ArrayList<>();
    for (String model : declared.models()) {
      listings.add(named(declared, list, model));
    }
    if (declared.anyModel()) {
      listings.add(
          unlisted(declared, provider.name() + "/" + ProviderListing.ANY, ProviderListing.ANY));
    }
    if (declared.models().isEmpty() && !declared.anyModel()) {
      snapshot
          .entries(list)
          .forEach(entry -> listings.add(listed(entry, entry.slug(), entry.id())));
    }
    return listings;
  }

  /// Every model with a public price, once.
  List<ProviderListing> ofWholeCatalogue() {
    Map<String, ProviderListing> listings = new TreeMap<>();
    List<String> lists = new ArrayList<>(snapshot.providers());
    lists.sort(Comparator.comparing(name -> name.equals(Provider.OPENROUTER)));
    for (String list : lists) {
      for (Snapshot.Entry entry : snapshot.entries(list)) {
        if (entry.slug().startsWith(list + "/") || list.equals(Provider.OPENROUTER)) {
          listings.putIfAbsent(
              entry.slug(), listed(entry, entry.slug(), entry.slug()).withoutVersions());
        }
      }
    }
    return List.copyOf(listings.values());
  }

  /// A model that the declaration names: at its public price where it has one, else at the declared
  /// price.
  private ProviderListing named(DeclaredProvider declared, String list, String model) {
    Optional<Snapshot.Entry> own = entry(list, model);
    if (own.isPresent()) {
      return listed(own.get(), own.get().slug(), model);
    }
    String slug = model.contains("/") ? model : declared.author() + "/" + model;
    return publicEntry(slug)
        .map(entry -> listed(entry, slug, model))
        .orElseGet(() -> unlisted(declared, slug, model));
  }

  private Optional<Snapshot.Entry> entry(String list, String model) {
    return snapshot.entries(list).stream()
        .filter(entry -> entry.id().equals(model) || entry.versions().contains(model))
        .findFirst();
  }

  /// What its maker takes for a model, else OpenRouter.
  private Optional<Snapshot.Entry> publicEntry(String slug) {
    String name = ModelName.folded(slug);
    String author = name.substring(0, Math.max(0, name.indexOf('/')));
    String canonical = snapshot.alias(name).orElse(name);
    return List.of(author, Provider.OPENROUTER).stream()
        .flatMap(provider -> snapshot.entries(provider).stream())
        .filter(entry -> entry.slug().equals(canonical))
        .findFirst();
  }

  private ProviderListing listed(Snapshot.Entry entry, String slug, String upstreamModel) {
    Optional<Model> model = snapshot.model(entry.slug());
    Tariff now = entry.prices().getFirst().tariff();
    return new ProviderListing(
        slug,
        model.map(Model::name).orElse(slug),
        upstreamModel,
        model.map(Model::operations).orElse(Operation.CHAT_ONLY),
        entry.contextLength(),
        entry.outputCeiling(),
        now.rates(),
        now.longPrompts(),
        now.perUnit(),
        snapshot.source(),
        entry.prices().subList(1, entry.prices().size()),
        entry.versions());
  }

  private static ProviderListing unlisted(
      DeclaredProvider declared, String slug, String upstreamModel) {
    BigDecimal input = declared.inputPrice();
    BigDecimal output = declared.outputPrice();
    Rates rates =
        input == null || output == null ? null : Rates.of(Money.ofUsd(input), Money.ofUsd(output));
    return ProviderListing.chat(
        slug, slug, upstreamModel, 0, OUTPUT_CEILING_WHERE_UNKNOWN, rates, null, "environment");
  }
}
