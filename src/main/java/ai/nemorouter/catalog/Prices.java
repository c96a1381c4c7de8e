package ai.nemorouter.catalog;

import ai.nemorouter.platform.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;

/// Keeps the price versions: a price that differs from the one in force becomes a new one, and none
/// is ever changed. `PriceBook` knows which one counts when.
@ApplicationScoped
public class Prices {
  static final Comparator<PriceVersion> OLDEST_FIRST =
      Comparator.comparing(PriceVersion::validFrom).thenComparingLong(PriceVersion::id);

  private final Database database;

  Prices(Database database) {
    this.database = database;
  }

  /// What a public list or a setting says that a model costs now and later.
  public record Quote(
      String provider, String model, Tariff tariff, List<Listing.Scheduled> later, String source) {
    public Quote {
      later = List.copyOf(later);
    }

    private Tariff at(Instant moment) {
      return later.stream()
          .filter(scheduled -> !scheduled.from().isAfter(moment))
          .reduce((_, newer) -> newer)
          .map(Listing.Scheduled::tariff)
          .orElse(tariff);
    }
  }

  /// Makes versions of what is quoted, where there are none yet. Nodes that start at the same time
  /// come one after the other, so that the second finds what the first has written.
  public void keep(String provider, List<Quote> quotes) {
    if (database
        .acrossOrganizations()
        .read(handle -> missing(handle, provider, quotes))
        .isEmpty()) {
      return;
    }
    database
        .acrossOrganizations()
        .useTransaction(handle -> {
          noteChange(handle);
          for (Missing version : missing(handle, provider, quotes)) {
            insert(handle, version.quote(), version.tariff(), version.from(), null);
          }
        });
  }

  /// A version that is yet to be written.
  private record Missing(Quote quote, Tariff tariff, Instant from) {}

  /// Adds an operator's price within the transaction of a use case.
  ///
  /// @param from null for at once
  static long override(
      Handle handle, Quote quote, @Nullable Instant from, String setBy, @Nullable String note) {
    noteChange(handle);
    Instant now = handle.select("select clock_timestamp()").mapTo(Instant.class).one();
    return insert(handle, quote, quote.tariff(), from == null ? now : from, new Said(setBy, note));
  }

  /// Lets other nodes see that there is something to read. Comes before what is written: the lock
  /// on that one row lets changes be committed in the order of their identifiers, so that whoever
  /// reads on from the last one it knows misses none.
  static void noteChange(Handle handle) {
    handle.execute("update catalog_version set version = version + 1");
  }

  private static List<Missing> missing(Handle handle, String provider, List<Quote> quotes) {
    Instant now = handle.select("select clock_timestamp()").mapTo(Instant.class).one();
    Map<String, List<PriceVersion>> listed = listed(handle, provider);
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

  private static Map<String, List<PriceVersion>> listed(Handle handle, String provider) {
    Map<String, List<PriceVersion>> listed = new HashMap<>();
    handle
        .createQuery(PriceVersion.SELECT + " where p.provider = :provider and p.kind = 'listing'")
        .bind("provider", provider)
        .map(ConstructorMapper.of(PriceVersion.class))
        .forEach(version ->
            listed.computeIfAbsent(version.model(), _ -> new ArrayList<>()).add(version));
    return listed;
  }

  /// Who says what an override is about.
  private record Said(String by, @Nullable String note) {}

  private static long insert(
      Handle handle, Quote quote, Tariff tariff, Instant from, @Nullable Said said) {
    Map<String, @Nullable Object> columns = columns(tariff);
    columns.put("provider", quote.provider());
    columns.put("model", quote.model());
    columns.put("source", quote.source());
    columns.put("validFrom", from);
    columns.put("kind", said == null ? PriceVersion.LISTING : PriceVersion.OVERRIDE);
    columns.put("setBy", said == null ? null : said.by());
    columns.put("note", said == null ? null : said.note());
    return handle
        .createQuery(
            """
            insert into prices (provider, model, input, cached_input, cache_write, output,
              long_from, long_input, long_cached_input, long_cache_write, long_output, audio_input, audio_output, unit, unit_price,
              source, valid_from, kind, set_by, note)
            values (:provider, :model, :input, :cachedInput, :cacheWrite, :output,
              :longFrom, :longInput, :longCachedInput, :longCacheWrite, :longOutput, :audioInput, :audioOutput, :unit, :unitPrice,
              :source, :validFrom, :kind, :setBy, :note) returning id
            """)
        .bindMap(columns)
        .mapTo(Long.class)
        .one();
  }

  private static Map<String, @Nullable Object> columns(Tariff tariff) {
    Map<String, @Nullable Object> columns = new LinkedHashMap<>();
    Rates rates = tariff.rates();
    Price.LongPrompts longPrompts = tariff.longPrompts();
    Rates longRates = longPrompts == null ? null : longPrompts.rates();
    Price.UnitPrice perUnit = tariff.perUnit();
    columns.put("input", rates.input());
    columns.put("cachedInput", rates.cachedInput());
    columns.put("cacheWrite", rates.cacheWrite());
    columns.put("output", rates.output());
    columns.put("longFrom", longPrompts == null ? null : longPrompts.from());
    columns.put("longInput", longRates == null ? null : longRates.input());
    columns.put("longCachedInput", longRates == null ? null : longRates.cachedInput());
    columns.put("longCacheWrite", longRates == null ? null : longRates.cacheWrite());
    columns.put("longOutput", longRates == null ? null : longRates.output());
    columns.put("audioInput", rates.audioInput().equals(rates.input()) ? null : rates.audioInput());
    columns.put(
        "audioOutput", rates.audioOutput().equals(rates.output()) ? null : rates.audioOutput());
    columns.put("unit", perUnit == null ? null : perUnit.unit().column());
    columns.put("unitPrice", perUnit == null ? null : perUnit.perMillion());
    return columns;
  }
}
