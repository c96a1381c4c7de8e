package ai.nemorouter.gateway.routing;

import ai.nemorouter.catalog.Catalog;
import ai.nemorouter.catalog.ModelName;
import ai.nemorouter.catalog.Offering;
import ai.nemorouter.catalog.price.Price;
import ai.nemorouter.key.identity.AllowedModels;
import ai.nemorouter.key.identity.KeyIdentity;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.json.ApiException;
import ai.nemorouter.provider.dialect.Operation;
import ai.nemorouter.provider.health.ProviderHealth;
import ai.nemorouter.provider.health.ProviderHealth.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Finds the offerings that may serve a request, in the order in which to ask them: model by model,
/// within a model as the request wishes, else as the installation declares them; providers that
/// fail or are busy at the moment come last.
@ApplicationScoped
public class Routing {
  private final Catalog catalog;
  private final ProviderHealth health;

  Routing(Catalog catalog, ProviderHealth health) {
    this.catalog = catalog;
    this.health = health;
  }

  /// @return at least one offering, all of them priced and allowed to the key
  /// @throws ApiException 403 if the key may not use what is asked for; 404 with the reason if no
  ///   provider may serve the request; 400 if the price is unknown
  public List<Offering> route(
      KeyIdentity key, Operation operation, RoutingPreferences preferences) {
    AllowedModels allowed = new AllowedModels(catalog, key);
    List<Offering> route = new ArrayList<>();
    ApiException refusal = null;
    for (String model : preferences.models()) {
      try {
        of(new Caller(key.orgId(), key.keyId()), allowed, operation, model, preferences).stream()
            .filter(offering -> !route.contains(offering))
            .forEach(route::add);
      } catch (ApiException e) {
        refusal = refusal == null ? e : refusal;
      }
      if (!preferences.fallbacks() && !route.isEmpty()) {
        break;
      }
    }
    if (route.isEmpty()) {
      throw refusal == null ? Unavailable.unknown(preferences.models()) : refusal;
    }
    return preferences.fallbacks() || !preferences.order().isEmpty()
        ? route
        : List.of(route.getFirst());
  }

  private List<Offering> of(
      Caller caller,
      AllowedModels allowed,
      Operation operation,
      String requested,
      RoutingPreferences preferences) {
    Variant variant = Variant.of(requested, name -> catalog.find(caller.orgId(), name));
    List<Offering> found = variant.offerings();
    if (found.isEmpty()) {
      throw Unavailable.unknown(
          requested,
          preferences.models(),
          NearestModels.to(requested, catalog, caller.orgId(), allowed::allows, operation));
    }
    // What a name means counts, not the name: neither an alias nor a fallback leads around a list.
    List<Offering> permitted =
        found.stream().flatMap(offering -> allowed.allowed(offering).stream()).toList();
    if (permitted.isEmpty()) {
      throw Unavailable.notAllowed(requested, found.getFirst().slug(), allowed);
    }
    List<Offering> able =
        permitted.stream().filter(offering -> offering.serves(operation)).toList();
    if (able.isEmpty()) {
      throw Unavailable.wrongEndpoint(permitted.getFirst(), operation);
    }
    List<Offering> priced = able.stream().filter(offering -> offering.price() != null).toList();
    if (priced.isEmpty()) {
      throw Unavailable.unpriced(able.getFirst().slug());
    }
    List<Offering> fitting = Filters.apply(priced, variant, preferences);
    if (!preferences.parameters().isEmpty() && !takes(fitting.getFirst(), preferences)) {
      throw Unavailable.filtered(fitting, "provider.require_parameters");
    }
    return fitting.size() == 1 ? fitting : sorted(fitting, caller, operation, variant, preferences);
  }

  private List<Offering> sorted(
      List<Offering> fitting,
      Caller caller,
      Operation operation,
      Variant variant,
      RoutingPreferences preferences) {
    RoutingPreferences.Sort sort = preferences.sort() == null ? variant.sort() : preferences.sort();
    Comparator<Offering> byWish =
        sort == null ? Comparator.comparingInt(_ -> 0) : comparator(sort, operation);
    return fitting.stream()
        .sorted(
            Comparator.<Offering>comparingInt(offering -> rank(preferences, offering))
                .thenComparingInt(offering -> trouble(caller, offering))
                .thenComparing(byWish))
        .toList();
  }

  /// Whether the model is known to take every parameter of the request.
  private boolean takes(Offering offering, RoutingPreferences preferences) {
    return catalog
        .model(offering.slug())
        .filter(model -> model.parameters().containsAll(preferences.parameters()))
        .isPresent();
  }

  /// What callers of a model that goes away should know, as in `retires 2026-12-01; successor
  /// openai/gpt-5`.
  public Optional<String> farewell(Offering offering) {
    return catalog
        .leaving(offering.slug())
        .map(model ->
            (model.retires() == null ? "retires" : "retires " + model.retires())
                + (model.successor() == null ? "" : "; successor " + model.successor()));
  }

  /// The place that the request gives to a provider.
  private static int rank(RoutingPreferences preferences, Offering offering) {
    for (int i = 0; i < preferences.order().size(); i++) {
      if (Filters.isNamed(offering, preferences.order().get(i))) {
        return i;
      }
    }
    return preferences.order().size();
  }

  private int trouble(Caller caller, Offering offering) {
    if (!health.isAvailable(offering.provider(), offering.upstreamModel(), caller)) {
      return 2;
    }
    return health.isStruggling(offering.provider(), offering.upstreamModel()) ? 1 : 0;
  }

  private Comparator<Offering> comparator(RoutingPreferences.Sort sort, Operation operation) {
    return switch (sort) {
      case PRICE -> Comparator.comparing(offering -> weight(offering, operation));
      case LATENCY ->
          Comparator.comparingLong(offering ->
              health
                  .latencyMs(offering.provider(), offering.upstreamModel())
                  .orElse(Long.MAX_VALUE));
      case THROUGHPUT ->
          Comparator.comparingLong((Offering offering) ->
                  health.throughput(offering.provider(), offering.upstreamModel()).orElse(0))
              .reversed();
    };
  }

  /// What offerings are compared by: a million tokens in and as many out, or a million units.
  private static Money weight(Offering offering, Operation operation) {
    Price price = priceOf(offering).orElseThrow();
    Money tokens = price.worstCase(1_000_000, operation == Operation.CHAT ? 1_000_000 : 0);
    return price.perUnit() == null ? tokens : tokens.plus(price.perUnit().perMillion());
  }

  static Optional<Price> priceOf(Offering offering) {
    return Optional.ofNullable(offering.price());
  }

  static String lower(String name) {
    return ModelName.folded(name);
  }
}
