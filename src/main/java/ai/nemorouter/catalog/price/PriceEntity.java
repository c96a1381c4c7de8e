package ai.nemorouter.catalog.price;

import ai.nemorouter.catalog.price.Prices.Quote;
import ai.nemorouter.catalog.price.Prices.Said;
import ai.nemorouter.money.Money;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/// The row of a price version. Written once.
@Entity
@Immutable
@Table(name = "prices")
class PriceEntity {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private long id;

  private String provider;
  private String model;
  private Money input;
  private Money cachedInput;
  private Money cacheWrite;
  private Money output;
  private @Nullable Long longFrom;
  private @Nullable Money longInput;
  private @Nullable Money longCachedInput;
  private @Nullable Money longCacheWrite;
  private @Nullable Money longOutput;
  private @Nullable Money audioInput;
  private @Nullable Money audioOutput;
  private @Nullable String unit;
  private @Nullable Money unitPrice;
  private String kind;
  private String source;
  private @Nullable String note;
  private @Nullable String setBy;
  private Instant validFrom;

  /// For Hibernate alone.
  protected PriceEntity() {}

  /// @param said null for a listing
  PriceEntity(Quote quote, Tariff tariff, Instant from, @Nullable Said said) {
    Rates rates = tariff.rates();
    provider = quote.provider();
    model = quote.model();
    input = rates.input();
    cachedInput = rates.cachedInput();
    cacheWrite = rates.cacheWrite();
    output = rates.output();
    audioInput = rates.audioInput().equals(rates.input()) ? null : rates.audioInput();
    audioOutput = rates.audioOutput().equals(rates.output()) ? null : rates.audioOutput();
    Price.LongPrompts longPrompts = tariff.longPrompts();
    if (longPrompts != null) {
      longFrom = longPrompts.from();
      longInput = longPrompts.rates().input();
      longCachedInput = longPrompts.rates().cachedInput();
      longCacheWrite = longPrompts.rates().cacheWrite();
      longOutput = longPrompts.rates().output();
    }
    Price.UnitPrice perUnit = tariff.perUnit();
    if (perUnit != null) {
      unit = perUnit.unit().column();
      unitPrice = perUnit.perMillion();
    }
    kind = said == null ? PriceVersion.LISTING : PriceVersion.OVERRIDE;
    source = quote.source();
    note = said == null ? null : said.note();
    setBy = said == null ? null : said.by();
    validFrom = from;
  }

  long id() {
    return id;
  }

  PriceVersion version(@Nullable Instant withdrawnAt, @Nullable String withdrawnBy) {
    return new PriceVersion(
        id,
        provider,
        model,
        input,
        cachedInput,
        cacheWrite,
        output,
        longFrom,
        longInput,
        longCachedInput,
        longCacheWrite,
        longOutput,
        audioInput,
        audioOutput,
        unit,
        unitPrice,
        kind,
        source,
        note,
        setBy,
        validFrom,
        withdrawnAt,
        withdrawnBy);
  }
}
