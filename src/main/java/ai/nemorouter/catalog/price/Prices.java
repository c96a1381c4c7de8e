package ai.nemorouter.catalog.price;

import ai.nemorouter.catalog.ProviderListing;
import ai.nemorouter.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/// Keeps the price versions: a price that differs from the one in force becomes a new one, and none
/// is ever changed. `PriceBook` knows which one counts when.
@ApplicationScoped
public class Prices {
  static final Comparator<PriceVersion> OLDEST_FIRST =
      Comparator.comparing(PriceVersion::validFrom).thenComparingLong(PriceVersion::id);

  private final Database database;
  private final Session session;
  private final PriceQueries queries;

  Prices(Database database, Session session, PriceQueries queries) {
    this.database = database;
    this.session = session;
    this.queries = queries;
  }

  /// What a public list or a setting says that a model costs now and later.
  public record Quote(
      String provider,
      String model,
      Tariff tariff,
      List<ProviderListing.Scheduled> later,
      String source) {
    public Quote {
      later = List.copyOf(later);
    }

    private Tariff at(Instant moment) {
      return later.stream()
          .filter(scheduled -> !scheduled.from().isAfter(moment))
          .reduce((_, newer) -> newer)
          .map(ProviderListing.Scheduled::tariff)
          .orElse(tariff);
    }
  }

  /// Makes versions of what is quoted, where there are none yet. Nodes that start at the same time
  /// come one after the other, so that the second finds what the first has written.
  public void keep(String provider, List<Quote> quotes) {
    if (database.inInstallation(() -> missing(provider, quotes)).isEmpty()) {
      return;
    }
    database.inInstallation(() -> {
      noteChange();
      for (Missing version : missing(provider, quotes)) {
        session.persist(new PriceEntity(version.quote(), version.tariff(), version.from(), null));
      }
      return true;
    });
  }

  /// A version that is yet to be written.
  private record Missing(Quote quote, Tariff tariff, Instant from) {}

  /// The versions of those numbers, within the transaction of a use case.
  public List<PriceVersion> versions(List<Long> ids) {
    return ids.isEmpty()
        ? List.of()
        : queries.named(ids).stream().map(PriceQueries.Row::version).toList();
  }

  /// Adds an operator's price within the transaction of a use case.
  ///
  /// @param from null for at once
  long override(Quote quote, @Nullable Instant from, Said said) {
    noteChange();
    Instant begin = from == null ? queries.version().clock() : from;
    PriceEntity price = new PriceEntity(quote, quote.tariff(), begin, said);
    session.persist(price);
    return price.id();
  }

  /// Who says what an override is about.
  record Said(String by, @Nullable String note) {}

  /// Lets other nodes see that there is something to read. Comes before what is written: the lock
  /// on that one row lets changes be committed in the order of their identifiers, so that a node
  /// that reads on from the last identifier it knows misses none.
  void noteChange() {
    queries.noteChange();
  }

  private List<Missing> missing(String provider, List<Quote> quotes) {
    Instant now = queries.version().clock();
    Map<String, List<PriceVersion>> listed =
        queries.listed(provider).stream()
            .map(PriceQueries.Row::version)
            .collect(Collectors.groupingBy(PriceVersion::model));
    List<Missing> missing = new ArrayList<>();
    for (Quote quote : quotes) {
      addMissing(missing, quote, listed.getOrDefault(quote.model(), List.of()), now);
    }
    return missing;
  }

  private static void addMissing(
      List<Missing> missing, Quote quote, List<PriceVersion> known, Instant now) {
    Tariff wanted = quote.at(now);
    Optional<PriceVersion> inForce = newest(known, now);
    if (inForce.isEmpty() || !same(inForce.get(), wanted)) {
      missing.add(new Missing(quote, wanted, now));
    }
    for (Instant moment : moments(quote, known, now)) {
      Tariff then = quote.at(moment);
      Optional<PriceVersion> planned =
          newest(known, moment).filter(version -> version.validFrom().equals(moment));
      boolean begins =
          quote.later().stream().anyMatch(scheduled -> scheduled.from().equals(moment));
      if (planned.isPresent() ? !same(planned.get(), then) : begins) {
        missing.add(new Missing(quote, then, moment));
      }
    }
  }

  /// When a price begins, by the quote or by what was written before.
  private static Set<Instant> moments(Quote quote, List<PriceVersion> known, Instant now) {
    TreeSet<Instant> moments = new TreeSet<>();
    quote.later().forEach(scheduled -> moments.add(scheduled.from()));
    known.forEach(version -> moments.add(version.validFrom()));
    moments.headSet(now, true).clear();
    return moments;
  }

  private static Optional<PriceVersion> newest(List<PriceVersion> known, Instant at) {
    return known.stream().filter(version -> version.counts(at)).max(OLDEST_FIRST);
  }

  private static boolean same(PriceVersion version, Tariff tariff) {
    return Tariff.of(version.price()).equals(tariff);
  }
}
