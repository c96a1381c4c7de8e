package ai.nemorouter.catalog;

import ai.nemorouter.money.Money;
import ai.nemorouter.platform.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;

/// Keeps the price versions: a price that differs from the newest version becomes a new one, and
/// none is ever changed.
@ApplicationScoped
public class Prices {
  private final Database database;

  Prices(Database database) {
    this.database = database;
  }

  /// A price somebody states now, to be found or made a version of.
  public record Quote(
      String provider,
      String model,
      Rates rates,
      Price.@Nullable LongPrompts longPrompts,
      Price.@Nullable UnitPrice perUnit,
      String source) {}

  /// A row of `prices`; public for the mapper.
  public record Row(
      long id,
      String provider,
      String model,
      Money input,
      Money cachedInput,
      Money cacheWrite,
      Money output,
      @Nullable Long longFrom,
      @Nullable Money longInput,
      @Nullable Money longCachedInput,
      @Nullable Money longCacheWrite,
      @Nullable Money longOutput,
      @Nullable Money audioInput,
      @Nullable Money audioOutput,
      @Nullable String unit,
      @Nullable Money unitPrice) {

    Price price() {
      return new Price(id, rates(input, cachedInput, cacheWrite, output), longPrompts(), perUnit());
    }

    private Rates rates(Money in, Money cachedIn, Money write, Money out) {
      return new Rates(
          in,
          cachedIn,
          write,
          out,
          audioInput == null ? in : audioInput,
          audioOutput == null ? out : audioOutput);
    }

    private Price.@Nullable UnitPrice perUnit() {
      return unit == null || unitPrice == null
          ? null
          : new Price.UnitPrice(Price.Unit.of(unit), unitPrice);
    }

    private Price.@Nullable LongPrompts longPrompts() {
      if (longFrom == null
          || longInput == null
          || longCachedInput == null
          || longCacheWrite == null
          || longOutput == null) {
        return null;
      }
      return new Price.LongPrompts(
          longFrom, rates(longInput, longCachedInput, longCacheWrite, longOutput));
    }
  }

  /// The version of each quote, in their order.
  public List<Price> versions(List<Quote> quotes) {
    return database.inTransaction(handle -> {
      Map<String, Price> newest = newest(handle);
      return quotes.stream().map(quote -> version(handle, newest, quote)).toList();
    });
  }

  private static Price version(Handle handle, Map<String, Price> newest, Quote quote) {
    Price known = newest.get(quote.provider() + " " + quote.model());
    if (known != null
        && new Price(known.id(), quote.rates(), quote.longPrompts(), quote.perUnit())
            .equals(known)) {
      return known;
    }
    return insert(handle, quote);
  }

  private static Map<String, Price> newest(Handle handle) {
    Map<String, Price> newest = new HashMap<>();
    handle
        .createQuery(
            "select distinct on (provider, model) * from prices order by provider, model, id desc")
        .map(ConstructorMapper.of(Row.class))
        .forEach(row -> newest.put(row.provider() + " " + row.model(), row.price()));
    return newest;
  }

  private static Price insert(Handle handle, Quote quote) {
    Map<String, @Nullable Object> columns = new LinkedHashMap<>();
    columns.put("provider", quote.provider());
    columns.put("model", quote.model());
    columns.put("input", quote.rates().input());
    columns.put("cachedInput", quote.rates().cachedInput());
    columns.put("cacheWrite", quote.rates().cacheWrite());
    columns.put("output", quote.rates().output());
    Price.LongPrompts longPrompts = quote.longPrompts();
    columns.put("longFrom", longPrompts == null ? null : longPrompts.from());
    columns.put("longInput", longPrompts == null ? null : longPrompts.rates().input());
    columns.put("longCachedInput", longPrompts == null ? null : longPrompts.rates().cachedInput());
    columns.put("longCacheWrite", longPrompts == null ? null : longPrompts.rates().cacheWrite());
    columns.put("longOutput", longPrompts == null ? null : longPrompts.rates().output());
    columns.put("audioInput", unlessSame(quote.rates().audioInput(), quote.rates().input()));
    columns.put("audioOutput", unlessSame(quote.rates().audioOutput(), quote.rates().output()));
    Price.UnitPrice perUnit = quote.perUnit();
    columns.put("unit", perUnit == null ? null : perUnit.unit().column());
    columns.put("unitPrice", perUnit == null ? null : perUnit.perMillion());
    columns.put("source", quote.source());
    long id =
        handle
            .createQuery(
                """
                insert into prices (provider, model, input, cached_input, cache_write, output,
                  long_from, long_input, long_cached_input, long_cache_write, long_output, audio_input, audio_output, unit, unit_price,
                  source)
                values (:provider, :model, :input, :cachedInput, :cacheWrite, :output,
                  :longFrom, :longInput, :longCachedInput, :longCacheWrite, :longOutput, :audioInput, :audioOutput, :unit, :unitPrice,
                  :source) returning id
                """)
            .bindMap(columns)
            .mapTo(Long.class)
            .one();
    return new Price(id, quote.rates(), quote.longPrompts(), quote.perUnit());
  }

  private static @Nullable Money unlessSame(Money audio, Money text) {
    return audio.equals(text) ? null : audio;
  }
}
