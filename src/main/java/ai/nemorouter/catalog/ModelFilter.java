package ai.nemorouter.catalog;

import ai.nemorouter.catalog.price.Price;
import ai.nemorouter.money.Money;
import ai.nemorouter.provider.dialect.Operation;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Which models to list, and in which order.
///
/// @param search part of a slug, name, description or alias; empty for all
/// @param provider only models that it serves; empty for all
/// @param operation only models that can be asked to do that; null for all
/// @param inputs only models that take all of these
/// @param outputs only models that give any of these; empty for all
/// @param parameters only models that take all of these
/// @param contextFrom the least context, in tokens
/// @param highestInput the most that a million input tokens may cost; null for any price
/// @param deprecated false to leave out those that go away
public record ModelFilter(
    String search,
    String provider,
    @Nullable Operation operation,
    List<String> inputs,
    List<String> outputs,
    List<String> parameters,
    long contextFrom,
    @Nullable Money highestInput,
    boolean deprecated,
    Sort sort) {
  public static final ModelFilter ALL =
      new ModelFilter("", "", null, List.of(), List.of(), List.of(), 0, null, true, Sort.NAME);

  /// The orders in which models can be listed.
  public enum Sort {
    NAME,
    NEWEST,
    CHEAPEST,
    DEAREST,
    CHEAPEST_OUTPUT,
    LONGEST_CONTEXT;

    Comparator<CatalogModel> order() {
      Comparator<CatalogModel> order =
          switch (this) {
            case NAME -> Comparator.comparing(CatalogModel::slug);
            case NEWEST ->
                Comparator.comparing((CatalogModel listed) -> created(listed.model())).reversed();
            case CHEAPEST ->
                Comparator.comparing(listed -> input(listed, Money.ofNanos(Long.MAX_VALUE)));
            case DEAREST ->
                Comparator.comparing((CatalogModel listed) -> input(listed, Money.ofNanos(-1)))
                    .reversed();
            case CHEAPEST_OUTPUT -> Comparator.comparing(Sort::output);
            case LONGEST_CONTEXT ->
                Comparator.comparingLong(CatalogModel::contextLength).reversed();
          };
      return order.thenComparing(CatalogModel::slug);
    }

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    private static LocalDate created(Model model) {
      LocalDate created = model.created();
      return created == null ? LocalDate.EPOCH : created;
    }

    private static Money input(CatalogModel listed, Money otherwise) {
      Price price = listed.price();
      return price == null ? otherwise : price.rates().input();
    }

    private static Money output(CatalogModel listed) {
      Price price = listed.price();
      return price == null ? Money.ofNanos(Long.MAX_VALUE) : price.rates().output();
    }
  }

  public ModelFilter {
    search = search.strip();
    provider = provider.strip();
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    parameters = List.copyOf(parameters);
  }

  boolean takes(CatalogModel listed) {
    Model model = listed.model();
    return (deprecated || !model.deprecated())
        && (operation == null || model.operations().contains(operation))
        && model.inputs().containsAll(inputs)
        && (outputs.isEmpty() || outputs.stream().anyMatch(model.outputs()::contains))
        && model.parameters().containsAll(parameters)
        && listed.contextLength() >= contextFrom
        && (provider.isEmpty() || listed.isServedBy(provider))
        && isCheap(listed)
        && isFound(listed);
  }

  private boolean isCheap(CatalogModel listed) {
    Price price = listed.price();
    return highestInput == null
        || (price != null && price.rates().input().compareTo(highestInput) <= 0);
  }

  private boolean isFound(CatalogModel listed) {
    String wanted = search.toLowerCase(Locale.ROOT);
    Model model = listed.model();
    return wanted.isEmpty()
        || Stream.of(
                Stream.of(model.slug(), model.name(), model.description()),
                model.aliases().stream(),
                listed.ownAliases().stream())
            .flatMap(names -> names)
            .anyMatch(name -> name.toLowerCase(Locale.ROOT).contains(wanted));
  }
}
