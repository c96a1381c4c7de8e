package ai.nemorouter.catalog.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.access.Operator;
import ai.nemorouter.access.Origin;
import ai.nemorouter.catalog.Catalog;
import ai.nemorouter.catalog.CatalogWorld;
import ai.nemorouter.catalog.Offering;
import ai.nemorouter.catalog.ProviderListing;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.testsupport.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Prices as they change: which version counts when, and for whom.
@QuarkusTest
class PricesTest {
  private static final int NODES = 6;

  private final CatalogWorld catalogue;
  private final Catalog catalog;
  private final OperatorCatalogue operators;
  private final Prices prices;
  private final TestDatabase database;
  private final Database transactions;
  private final PriceBook book;
  private final PriceQueries queries;
  private final Operator operator = new Operator(Ids.next(), "Ada Lovelace", Origin.INSIDE);
  private String name = "";
  private String slug = "";

  PricesTest(
      CatalogWorld catalogue,
      Catalog catalog,
      OperatorCatalogue operators,
      Prices prices,
      TestDatabase database,
      Database transactions,
      PriceBook book,
      PriceQueries queries) {
    this.catalogue = catalogue;
    this.catalog = catalog;
    this.operators = operators;
    this.prices = prices;
    this.database = database;
    this.transactions = transactions;
    this.book = book;
    this.queries = queries;
  }

  @BeforeEach
  void nameAFreshProvider() {
    name = "prices-" + Ids.next();
    slug = name + "/model";
  }

  @Test
  void aListingThatStaysTheSameMakesNoVersion() {
    offer("1");
    offer("1");
    offer("2");
    offer("1");

    assertThat(catalogue.versions(name))
        .containsExactly("1000000000 listing", "2000000000 listing", "1000000000 listing");
    assertThat(input()).isEqualTo("$1.00");
  }

  /// Many nodes start at once, each with the same list.
  @Test
  void nodesThatStartAtOnceWriteEachVersionOnce() throws Exception {
    List<Prices.Quote> quotes = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      quotes.add(
          new Prices.Quote(
              name, "model-" + i, tariff("1"), List.of(later("2", Duration.ofDays(9))), "test"));
    }
    CyclicBarrier start = new CyclicBarrier(NODES);
    List<Future<?>> nodes = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(NODES)) {
      for (int i = 0; i < NODES; i++) {
        nodes.add(
            threads.submit(() -> {
              start.await();
              prices.keep(name, quotes);
              return null;
            }));
      }
    }

    for (Future<?> node : nodes) {
      node.get();
    }
    assertThat(catalogue.versions(name)).hasSize(40);
  }

  @Test
  void aPriceThatBeginsLaterCountsFromItsMomentOn() {
    ProviderListing now = CatalogWorld.listing(slug, "1", "1");
    ProviderListing.Scheduled later = later("5", Duration.ofDays(30));
    catalog.offer(catalogue.provider(name, null), List.of(now.with(List.of(later))));

    assertThat(input()).isEqualTo("$1.00");
    assertThat(inputAt(later.from().minusMillis(1))).isEqualTo("$1.00");
    assertThat(inputAt(later.from())).isEqualTo("$5.00");
    catalog.offer(catalogue.provider(name, null), List.of(now.with(List.of(later))));
    assertThat(catalogue.versions(name)).hasSize(2);
  }

  @Test
  void aPriceThatWasAnnouncedAndIsNoLongerDoesNotCome() {
    ProviderListing now = CatalogWorld.listing(slug, "1", "1");
    ProviderListing.Scheduled later = later("5", Duration.ofDays(30));
    catalog.offer(catalogue.provider(name, null), List.of(now.with(List.of(later))));
    catalog.offer(catalogue.provider(name, null), List.of(now));

    assertThat(inputAt(later.from().plusSeconds(1))).isEqualTo("$1.00");
  }

  /// Where a provider takes any model, an operator's price is for all spellings of a name.
  @Test
  void noSpellingLeadsAroundThePriceOfAModelThatNoListHas() {
    offer("1");
    set("7", null);
    catalog.offer(
        catalogue.provider(name, null),
        List.of(CatalogWorld.listing(name + "/" + ProviderListing.ANY, "1", "1")));

    Offering spelled = catalog.find(null, name + "/MODEL").getFirst();

    assertThat(spelled.upstreamModel()).isEqualTo("MODEL");
    assertThat(Objects.requireNonNull(spelled.price()).rates().input().display())
        .isEqualTo("$7.00");
  }

  @Test
  void anOverrideWinsUntilItIsWithdrawn() {
    offer("1");
    set("7", null);
    offer("2");

    assertThat(input()).isEqualTo("$7.00");

    operators.withdraw(operator, slug, inForce());

    assertThat(input()).isEqualTo("$2.00");
    assertThat(catalogue.versions(name))
        .containsExactly("1000000000 listing", "7000000000 override", "2000000000 listing");
    assertThat(actions()).containsExactly("price.set", "price.withdrawn");
  }

  @Test
  void anOverrideCanBeScheduled() {
    offer("1");
    Instant from = book.now().plus(Duration.ofDays(3));
    set("7", from);

    assertThat(input()).isEqualTo("$1.00");
    assertThat(inputAt(from.minusMillis(1))).isEqualTo("$1.00");
    assertThat(inputAt(from.plusMillis(1))).isEqualTo("$7.00");
  }

  @Test
  void anOverrideOfThePastIsRefused() {
    offer("1");

    assertThatThrownBy(() -> set("7", Instant.now().minusSeconds(3_600)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("billed");
  }

  @Test
  void aModelThatNobodyPricedCanBeCalledOnceAnOperatorDoes() {
    catalog.offer(catalogue.provider(name, null), List.of(CatalogWorld.listing(slug, null, "1")));
    assertThat(offering().price()).isNull();

    set("3", null);

    assertThat(input()).isEqualTo("$3.00");
  }

  /// Another node has a book of its own and looks for changes.
  @Test
  void anotherNodeReadsWhatChangedWhenItLooks() {
    offer("1");
    PriceBook other = new PriceBook(transactions, queries);
    other.look();
    set("7", null);
    assertThat(inputIn(other)).isEqualTo("$1.00");

    other.look();
    assertThat(inputIn(other)).isEqualTo("$7.00");

    operators.withdraw(operator, slug, inForce());
    other.look();
    assertThat(inputIn(other)).isEqualTo("$1.00");
  }

  @Test
  void whatIsHiddenIsNeitherListedNorCalledUntilItIsShownAgain() {
    offer("1");
    operators.setDisabled(operator, slug, name, true);
    assertThat(catalog.find(null, slug)).isEmpty();
    assertThat(catalog.models(null))
        .noneMatch(offerings -> offerings.getFirst().slug().equals(slug));

    operators.setDisabled(operator, slug, name, false);
    operators.setDisabled(operator, slug, null, true);
    assertThat(catalog.find(null, slug)).isEmpty();

    operators.setDisabled(operator, slug, null, false);
    assertThat(catalog.find(null, slug)).hasSize(1);
  }

  @Test
  void aDeprecatedModelNamesItsSuccessor() {
    offer("1");
    String other = name + "/other";
    catalog.offer(
        catalogue.provider(name, null),
        List.of(CatalogWorld.listing(slug, "1", "1"), CatalogWorld.listing(other, "1", "1")));
    operators.deprecate(operator, slug, other, null);

    assertThat(catalog.model(slug))
        .hasValueSatisfying(model -> {
          assertThat(model.deprecated()).isTrue();
          assertThat(model.successor()).isEqualTo(other);
        });

    operators.keep(operator, slug);
    assertThat(catalog.model(slug).orElseThrow().deprecated()).isFalse();
  }

  private void offer(String input) {
    catalog.offer(catalogue.provider(name, null), List.of(CatalogWorld.listing(slug, input, "1")));
  }

  private ProviderListing.Scheduled later(String input, Duration in) {
    return new ProviderListing.Scheduled(
        book.now().plus(in).truncatedTo(ChronoUnit.DAYS), tariff(input));
  }

  private static Tariff tariff(String input) {
    return Tariff.of(Rates.of(Money.ofUsd(input), Money.ofUsd("1")));
  }

  private void set(String input, @Nullable Instant from) {
    operators.setPrice(operator, slug, name, tariff(input), from, "for the test");
  }

  private Offering offering() {
    return catalog.find(null, slug).getFirst();
  }

  private long inForce() {
    return Objects.requireNonNull(offering().price()).id();
  }

  private String input() {
    return Objects.requireNonNull(offering().price()).rates().input().display();
  }

  private String inputAt(Instant moment) {
    return book.at(name, "model", true, moment).orElseThrow().rates().input().display();
  }

  private String inputIn(PriceBook other) {
    return other.at(name, "model", true, other.now()).orElseThrow().rates().input().display();
  }

  private List<String> actions() {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .createQuery(
                    "select action from audit_entries where org_id = '00000000-0000-0000-0000-000000000000' and target = 'model ' || :slug order by id")
                .bind("slug", slug)
                .mapTo(String.class)
                .list());
  }
}
