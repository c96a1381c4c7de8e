package ai.nemorouter.migration.check;

import ai.nemorouter.catalog.Catalog;
import ai.nemorouter.catalog.ModelName;
import ai.nemorouter.catalog.Offering;
import ai.nemorouter.catalog.ProviderListing;
import ai.nemorouter.catalog.SimilarNames;
import ai.nemorouter.catalog.price.Price;
import ai.nemorouter.catalog.price.PublicPrices;
import ai.nemorouter.catalog.price.PublicPrices.PublicPrice;
import ai.nemorouter.money.Money;
import ai.nemorouter.provider.Provider;
import ai.nemorouter.provider.dialect.Operation;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Says what the model names of a program are here. Nothing of what was pasted is kept.
@ApplicationScoped
public class ModelChecks {
  private static final BigDecimal PERCENT = BigDecimal.valueOf(100);

  /// For how many names the nearest ones are looked for, each among all models.
  private static final int NEAREST_MAX = 40;

  private final Catalog catalog;
  private final PublicPrices publicPrices;

  ModelChecks(Catalog catalog, PublicPrices publicPrices) {
    this.catalog = catalog;
    this.publicPrices = publicPrices;
  }

  /// Open to everybody: what can be called here is public, and an organization's own names count
  /// only for callers who have shown that they belong to it.
  ///
  /// @param orgId whose names count too; null for what everybody can call
  public CheckReport ofText(@Nullable UUID orgId, String pasted, String baseUrl) {
    PastedSecrets.Cleaned cleaned = PastedSecrets.blot(pasted);
    ModelNames names = new ModelNames(authors(orgId), name -> isKnown(orgId, name));
    return new CheckReport(
        baseUrl,
        publicPrices.source(),
        findings(orgId, names.in(cleaned.text())),
        Hints.in(cleaned.text(), baseUrl),
        cleaned.sightings());
  }

  /// @param names as they would stand in a request; a secret among them is none
  public CheckReport ofNames(@Nullable UUID orgId, List<String> names, String baseUrl) {
    List<PastedSecrets.Sighting> secrets = new ArrayList<>();
    List<Mention> mentions = new ArrayList<>();
    for (String name : new LinkedHashSet<>(names)) {
      PastedSecrets.Cleaned cleaned = PastedSecrets.blot(name);
      secrets.addAll(cleaned.sightings());
      if (cleaned.sightings().isEmpty() && !name.isBlank()) {
        mentions.add(new Mention(name.strip(), 0, 1));
      }
    }
    return new CheckReport(
        baseUrl, publicPrices.source(), findings(orgId, mentions), List.of(), secrets);
  }

  private List<ModelFinding> findings(@Nullable UUID orgId, List<Mention> mentions) {
    List<String> slugs = slugs(orgId);
    List<ModelFinding> findings = new ArrayList<>();
    int missed = 0;
    for (Mention mention : mentions) {
      ModelFinding finding = finding(orgId, mention, missed < NEAREST_MAX ? slugs : List.of());
      missed += finding.served() == null ? 1 : 0;
      findings.add(finding);
    }
    return findings;
  }

  private ModelFinding finding(@Nullable UUID orgId, Mention mention, List<String> slugs) {
    String name = withoutRouterPrefix(orgId, mention.name());
    List<Offering> offerings = catalog.find(orgId, name);
    Optional<PublicPrice> elsewhere = elsewhere(name);
    if (offerings.isEmpty()) {
      return new ModelFinding(
          mention,
          null,
          elsewhere.map(price -> origin(name, price, null)).orElse(null),
          List.of(),
          SimilarNames.to(name, slugs),
          missing(orgId, name));
    }
    Offering first = offerings.getFirst();
    Price price = first.price();
    ModelFinding.Served served = served(first, offerings.size());
    return new ModelFinding(
        mention,
        served,
        elsewhere.map(there -> origin(name, there, price)).orElse(null),
        Differences.between(
            mention.name(),
            first,
            catalog.model(orgId, first.slug()).orElse(null),
            elsewhere.orElse(null)),
        List.of(),
        price == null
            ? "It has no price here, so calls are refused. Ask the operator to set one."
            : null);
  }

  /// LiteLLM and some others write `openrouter/` before a slug.
  private String withoutRouterPrefix(@Nullable UUID orgId, String name) {
    String prefix = Provider.OPENROUTER + "/";
    boolean hasPrefix =
        name.toLowerCase(Locale.ROOT).startsWith(prefix) && name.indexOf('/', prefix.length()) > 0;
    return hasPrefix && catalog.find(orgId, name).isEmpty()
        ? name.substring(prefix.length())
        : name;
  }

  private String missing(@Nullable UUID orgId, String name) {
    if (name.contains("@preset/")) {
      return "Presets are not taken over: name the model itself and send what the preset held.";
    }
    int suffix = name.indexOf(':');
    if (suffix > 0 && !catalog.find(orgId, name.substring(0, suffix)).isEmpty()) {
      return "Without the suffix %s it resolves; with it, it is refused rather than served at another price."
          .formatted(name.substring(suffix));
    }
    return "Use one of the nearest names, add an alias of this name for one of them, or ask the operator for a provider that serves it.";
  }

  private static ModelFinding.Served served(Offering offering, int providers) {
    Price price = offering.price();
    return new ModelFinding.Served(
        offering.slug(),
        offering.provider().name(),
        providers,
        offering.operations().stream()
            .map(Operation::word)
            .sorted()
            .collect(Collectors.joining(", ")),
        offering.contextLength(),
        offering.outputCeiling(),
        price == null ? null : price.rates().input(),
        price == null ? null : price.rates().output());
  }

  /// A slug comes from OpenRouter, a bare name from OpenAI.
  private Optional<PublicPrice> elsewhere(String name) {
    Optional<PublicPrice> exact =
        name.contains("/") || name.startsWith("~")
            ? publicPrices.atOpenRouter(name)
            : publicPrices.atOpenAi(name);
    int suffix = name.indexOf(':');
    boolean sameModel = suffix > 0 && !name.endsWith(":free");
    return exact.isPresent() || !sameModel
        ? exact
        : publicPrices.atOpenRouter(name.substring(0, suffix));
  }

  private static ModelFinding.Origin origin(String name, PublicPrice there, @Nullable Price here) {
    Money input = there.rates().input();
    Money output = there.rates().output();
    return new ModelFinding.Origin(
        name.contains("/") ? "OpenRouter" : "OpenAI",
        input,
        output,
        here == null ? null : difference(here.rates().input(), input),
        here == null ? null : difference(here.rates().output(), output));
  }

  /// In percent of the price there, to a tenth; null where that is nothing.
  static @Nullable String difference(Money here, Money there) {
    if (there.isZero()) {
      return here.isZero() ? "same" : null;
    }
    BigDecimal percent =
        here.minus(there)
            .usd()
            .multiply(PERCENT)
            .divide(there.usd(), 1, RoundingMode.HALF_UP)
            .stripTrailingZeros();
    if (percent.signum() == 0) {
      return here.equals(there) ? "same" : "under 0.1%";
    }
    return (percent.signum() > 0 ? "+" : "−") + percent.abs().toPlainString() + "%";
  }

  private boolean isKnown(@Nullable UUID orgId, String name) {
    return publicPrices.atOpenRouter(name).isPresent()
        || publicPrices.atOpenAi(name).isPresent()
        || catalog.find(orgId, name).stream()
            .anyMatch(offering -> ModelName.same(offering.slug(), name));
  }

  private List<String> slugs(@Nullable UUID orgId) {
    return catalog.models(orgId).stream()
        .map(List::getFirst)
        .filter(offering -> offering.price() != null)
        .map(Offering::slug)
        .toList();
  }

  private Set<String> authors(@Nullable UUID orgId) {
    Set<String> authors = new HashSet<>(publicPrices.authors());
    for (List<Offering> offerings : catalog.models(orgId)) {
      String slug = offerings.getFirst().slug().toLowerCase(Locale.ROOT);
      if (slug.indexOf('/') > 0 && !slug.endsWith("/" + ProviderListing.ANY)) {
        authors.add(slug.substring(0, slug.indexOf('/')));
      }
    }
    return authors;
  }
}
