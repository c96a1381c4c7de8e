package ai.nemorouter.catalog.price;

import ai.nemorouter.access.Operator;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.Changes;
import ai.nemorouter.catalog.Catalog;
import ai.nemorouter.catalog.CatalogIndex;
import ai.nemorouter.catalog.CatalogSetting;
import ai.nemorouter.catalog.Model;
import ai.nemorouter.catalog.ModelName;
import ai.nemorouter.catalog.Offering;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.list.PageOf;
import ai.nemorouter.platform.list.SortWord;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What people who run the installation do with the catalogue: prices of their own, hiding and
/// deprecating. Everything counts on this node at once and on the others within seconds.
@ApplicationScoped
public class OperatorCatalogue {
  private static final Duration AHEAD_MAX = Duration.ofDays(2 * 366);

  private final Database database;
  private final PriceQueries queries;
  private final Prices prices;
  private final AuditLog audit;
  private final Catalog catalog;
  private final PriceBook book;

  OperatorCatalogue(
      Database database,
      PriceQueries queries,
      Prices prices,
      AuditLog audit,
      Catalog catalog,
      PriceBook book) {
    this.database = database;
    this.queries = queries;
    this.prices = prices;
    this.audit = audit;
    this.catalog = catalog;
    this.book = book;
  }

  /// One provider's way to serve a model, as operators see it.
  ///
  /// @param disabled whether it alone is switched off
  /// @param versions all price versions there are, newest first
  public record Offered(Offering offering, boolean disabled, List<PriceVersion> versions) {
    public Offered {
      versions = List.copyOf(versions);
    }

    /// The version that counts now; 0 for none.
    public long inForce() {
      Price price = offering.price();
      return price == null ? 0 : price.id();
    }

    public boolean isPriced() {
      return offering.price() != null;
    }
  }

  /// A model as operators see it.
  ///
  /// @param setting what an operator decided about it
  public record Entry(Model model, CatalogSetting setting, List<Offered> offered) {
    public Entry {
      offered = List.copyOf(offered);
    }

    public String slug() {
      return model.slug();
    }

    public Offering first() {
      return offered.getFirst().offering();
    }

    public boolean isPriced() {
      return offered.stream().anyMatch(Offered::isPriced);
    }

    public boolean isOverridden() {
      return offered.stream()
          .anyMatch(one ->
              one.versions().stream()
                  .anyMatch(version -> version.id() == one.inForce() && version.isOverride()));
    }
  }

  /// @param state `unpriced`, `disabled`, `deprecated` or `overridden`; empty for all
  /// @param sort `name`, or `price` for the dearest first; a `SortWord`
  public record Filter(String search, String provider, String state, String sort, int page) {
    public Filter {
      search = search.strip().toLowerCase(Locale.ROOT);
    }

    private boolean takes(Entry entry) {
      return (entry.slug() + " " + entry.model().name()).toLowerCase(Locale.ROOT).contains(search)
          && (provider.isEmpty()
              || entry.offered().stream()
                  .anyMatch(one -> one.offering().provider().name().equals(provider)))
          && switch (state) {
            case "unpriced" -> !entry.isPriced();
            case "disabled" ->
                entry.setting().disabled() || entry.offered().stream().anyMatch(Offered::disabled);
            case "deprecated" -> entry.model().deprecated();
            case "overridden" -> entry.isOverridden();
            default -> true;
          };
    }
  }

  public PageOf<Entry> list(Operator operator, Filter filter) {
    Comparator<Entry> order = Comparator.comparing(Entry::slug);
    if (SortWord.column(filter.sort()).equals("price")) {
      order = Comparator.comparing(OperatorCatalogue::nanos).reversed().thenComparing(order);
    }
    if (SortWord.isReversed(filter.sort())) {
      order = order.reversed();
    }
    List<Entry> found = entries().stream().filter(filter::takes).sorted(order).toList();
    return new PageOf<>(
        found.stream().skip(PageOf.offset(filter.page())).limit(PageOf.SIZE).toList(),
        PageOf.within(filter.page()),
        found.size());
  }

  private static Long nanos(Entry entry) {
    Price price = entry.first().price();
    return price == null ? -1L : price.rates().input().nanos();
  }

  public List<String> providers(Operator operator) {
    return catalog.providers(null).stream().map(provider -> provider.name()).sorted().toList();
  }

  public Entry find(Operator operator, String slug) {
    List<CatalogIndex.Item> items = shelved().get(ModelName.folded(slug));
    if (items == null) {
      throw new NotFoundException("model");
    }
    return entry(items);
  }

  /// One of the model's offerings.
  public Offered offered(Operator operator, String slug, String provider) {
    return find(operator, slug).offered().stream()
        .filter(one -> one.offering().provider().name().equals(provider))
        .findFirst()
        .orElseThrow(() -> new NotFoundException("offering"));
  }

  /// Sets a price, from that moment on.
  ///
  /// @param from null for at once
  public void setPrice(
      Operator operator,
      String slug,
      String provider,
      Tariff tariff,
      @Nullable Instant from,
      String note) {
    Offering offering = offered(operator, slug, provider).offering();
    if (from != null && from.isBefore(book.now())) {
      throw new InvalidInputException(
          "from", "Calls of the past are billed. Leave it empty for a price from now on.");
    }
    if (from != null && from.isAfter(book.now().plus(AHEAD_MAX))) {
      throw new InvalidInputException("from", "Choose a day within the next two years.");
    }
    String owner = offering.provider().priceOwner();
    Prices.Quote quote =
        new Prices.Quote(owner, offering.upstreamModel(), tariff, List.of(), "operator");
    String noted = note.isBlank() ? null : note.strip();
    Rates before = offering.price() == null ? null : offering.price().rates();
    Rates after = tariff.rates();
    database.inInstallation(() -> {
      long id = prices.override(quote, from, new Prices.Said(operator.displayName(), noted));
      audit.record(
          operator,
          "price.set",
          "model " + slug,
          Changes.none()
              .about("provider", provider)
              .added("price", Long.toString(id))
              .changed(
                  "input", before == null ? null : before.input().plain(), after.input().plain())
              .changed(
                  "output", before == null ? null : before.output().plain(), after.output().plain())
              .added("from", from == null ? "at once" : from.toString())
              .added("note", noted));
      return true;
    });
    book.refresh();
  }

  /// A price that an operator set and that was not withdrawn.
  public PriceVersion override(Operator operator, String slug, long id) {
    return find(operator, slug).offered().stream()
        .flatMap(one -> one.versions().stream())
        .filter(version -> version.id() == id && version.isOverride())
        .filter(version -> version.withdrawnAt() == null)
        .findFirst()
        .orElseThrow(() -> new NotFoundException("price"));
  }

  /// What was set before it, or is listed, counts again from now on.
  public void withdraw(Operator operator, String slug, long id) {
    PriceVersion version = override(operator, slug, id);
    database.inInstallation(() -> {
      prices.noteChange();
      queries.withdraw(id, operator.displayName());
      audit.record(
          operator,
          "price.withdrawn",
          "model " + slug,
          Changes.none()
              .about("provider", version.provider())
              .removed("price", Long.toString(id))
              .removed("input", version.input().plain())
              .removed("output", version.output().plain()));
      return true;
    });
    book.refresh();
  }

  /// Hides a model, or one provider's way to serve it, from lists and calls; or shows it again.
  ///
  /// @param provider null for the whole model
  public void setDisabled(
      Operator operator, String slug, @Nullable String provider, boolean disabled) {
    Entry entry = find(operator, slug);
    CatalogSetting before =
        provider == null
            ? entry.setting()
            : settingOf(offered(operator, slug, provider).offering());
    store(
        operator,
        before.disabled(disabled),
        disabled ? "model.disabled" : "model.enabled",
        entry.slug(),
        Changes.none()
            .about("provider", provider)
            .changed("disabled", before.disabled(), disabled));
  }

  /// Marks a model as going away.
  ///
  /// @param successor the model to take instead; empty for none
  public void deprecate(
      Operator operator, String slug, String successor, @Nullable LocalDate retiresOn) {
    Entry entry = find(operator, slug);
    String target = null;
    if (!successor.isBlank()) {
      target =
          catalog
              .resolve(successor)
              .map(Offering::slug)
              .orElseThrow(() -> new InvalidInputException("successor", "There is no such model."));
      if (ModelName.same(target, entry.slug())) {
        throw new InvalidInputException("successor", "Choose another model than this one.");
      }
    }
    store(
        operator,
        entry.setting().deprecated(target, retiresOn),
        "model.deprecated",
        entry.slug(),
        deprecation(entry.setting(), entry.setting().deprecated(target, retiresOn)));
  }

  /// Takes the mark back. What its maker announced stays.
  public void keep(Operator operator, String slug) {
    Entry entry = find(operator, slug);
    CatalogSetting kept = entry.setting().current();
    store(operator, kept, "model.kept", entry.slug(), deprecation(entry.setting(), kept));
  }

  private static Changes deprecation(CatalogSetting before, CatalogSetting after) {
    LocalDate was = before.retiresOn();
    LocalDate is = after.retiresOn();
    return Changes.none()
        .changed("deprecated", before.deprecated(), after.deprecated())
        .changed("successor", before.successor(), after.successor())
        .changed(
            "retires_on", was == null ? null : was.toString(), is == null ? null : is.toString());
  }

  /// The time at the database, by which prices begin.
  Instant now() {
    return book.now();
  }

  private void store(
      Operator operator, CatalogSetting setting, String action, String slug, Changes changes) {
    database.inInstallation(() -> {
      prices.noteChange();
      queries.set(
          setting.provider(),
          setting.model(),
          setting.disabled(),
          setting.deprecated(),
          setting.successor(),
          setting.retiresOn(),
          operator.displayName());
      audit.record(operator, action, "model " + slug, changes);
      return true;
    });
    book.refresh();
  }

  private List<Entry> entries() {
    return shelved().values().stream().map(this::entry).toList();
  }

  private Map<String, List<CatalogIndex.Item>> shelved() {
    Map<String, List<CatalogIndex.Item>> items = new TreeMap<>();
    catalog
        .shelved()
        .forEach(item -> items.computeIfAbsent(item.slug(), _ -> new ArrayList<>()).add(item));
    return items;
  }

  private Entry entry(List<CatalogIndex.Item> items) {
    List<Offered> offered =
        items.stream()
            .map(item -> {
              Offering offering = catalog.offering(item);
              return new Offered(
                  offering,
                  settingOf(offering).disabled(),
                  book.history(offering.provider().priceOwner(), offering.upstreamModel()));
            })
            .toList();
    Offering first = offered.getFirst().offering();
    String slug = ModelName.folded(first.slug());
    return new Entry(catalog.known(first), book.setting("", slug), offered);
  }

  private CatalogSetting settingOf(Offering offering) {
    return book.setting(offering.provider().priceOwner(), offering.upstreamModel());
  }
}
