package ai.nemorouter.catalog.price;

import ai.nemorouter.catalog.ModelName;
import ai.nemorouter.catalog.Snapshot;
import ai.nemorouter.provider.Provider;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What models cost elsewhere, from the snapshot: for users who compare before they move here.
@ApplicationScoped
public class PublicPrices {
  private final Map<String, PublicPrice> atOpenRouter;
  private final Map<String, PublicPrice> atOpenAi;
  private final Set<String> authors = new TreeSet<>();
  private final String source;

  PublicPrices(Snapshot snapshot) {
    source = snapshot.source();
    atOpenRouter = byName(snapshot, Provider.OPENROUTER);
    atOpenAi = byName(snapshot, Provider.OPENAI);
    for (String slug : atOpenRouter.keySet()) {
      if (slug.indexOf('/') > 0) {
        authors.add(slug.substring(0, slug.indexOf('/')).replace("~", ""));
      }
    }
  }

  /// @param rates per million tokens
  public record PublicPrice(String id, long contextLength, long outputCeiling, Rates rates) {}

  public Optional<PublicPrice> atOpenRouter(String slug) {
    return Optional.ofNullable(atOpenRouter.get(ModelName.folded(slug)));
  }

  public Optional<PublicPrice> atOpenAi(String name) {
    return Optional.ofNullable(atOpenAi.get(ModelName.folded(name)));
  }

  /// What stands before the slash of the slugs that OpenRouter lists.
  public Set<String> authors() {
    return Set.copyOf(authors);
  }

  /// Where the prices come from and as of when.
  public String source() {
    return source;
  }

  private static Map<String, PublicPrice> byName(Snapshot snapshot, String provider) {
    Map<String, PublicPrice> prices = new TreeMap<>();
    for (Snapshot.Entry entry : snapshot.entries(provider)) {
      PublicPrice price =
          new PublicPrice(
              entry.id(),
              entry.contextLength(),
              entry.outputCeiling(),
              entry.prices().getFirst().tariff().rates());
      prices.put(ModelName.folded(entry.id()), price);
      entry.versions().forEach(name -> prices.putIfAbsent(ModelName.folded(name), price));
    }
    return prices;
  }
}
