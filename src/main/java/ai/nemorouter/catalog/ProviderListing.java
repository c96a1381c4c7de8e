package ai.nemorouter.catalog;

import ai.nemorouter.catalog.price.Price;
import ai.nemorouter.catalog.price.Rates;
import ai.nemorouter.catalog.price.Tariff;
import ai.nemorouter.provider.dialect.Operation;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A model that a provider serves, before its price has a version.
///
/// @param upstreamModel its name at the provider; `*` for any
/// @param rates null if the price is unknown
/// @param source who says so
/// @param later prices that are known to begin later, in the order of their beginning
/// @param versions names at the provider of what is the same model at the same price, as dated ones
public record ProviderListing(
    String slug,
    String name,
    String upstreamModel,
    Set<Operation> operations,
    long contextLength,
    long outputCeiling,
    @Nullable Rates rates,
    Price.@Nullable LongPrompts longPrompts,
    Price.@Nullable UnitPrice perUnit,
    String source,
    List<Scheduled> later,
    Set<String> versions) {
  public static final String ANY = "*";

  /// A price that begins at that moment.
  public record Scheduled(Instant from, Tariff tariff) {}

  public ProviderListing {
    operations = Set.copyOf(operations);
    later = List.copyOf(later);
    versions = Set.copyOf(versions);
  }

  public ProviderListing(
      String slug,
      String name,
      String upstreamModel,
      Set<Operation> operations,
      long contextLength,
      long outputCeiling,
      @Nullable Rates rates,
      Price.@Nullable LongPrompts longPrompts,
      Price.@Nullable UnitPrice perUnit,
      String source) {
    this(
        slug,
        name,
        upstreamModel,
        operations,
        contextLength,
        outputCeiling,
        rates,
        longPrompts,
        perUnit,
        source,
        List.of(),
        Set.of());
  }

  /// A model that chats.
  public static ProviderListing chat(
      String slug,
      String name,
      String upstreamModel,
      long contextLength,
      long outputCeiling,
      @Nullable Rates rates,
      Price.@Nullable LongPrompts longPrompts,
      String source) {
    return new ProviderListing(
        slug,
        name,
        upstreamModel,
        Operation.CHAT_ONLY,
        contextLength,
        outputCeiling,
        rates,
        longPrompts,
        null,
        source);
  }

  /// A model that does other things, with a price of tokens, of units, or of both.
  public static ProviderListing of(
      String slug,
      String name,
      String upstreamModel,
      Set<Operation> operations,
      long outputCeiling,
      @Nullable Rates rates,
      Price.@Nullable UnitPrice perUnit,
      String source) {
    return new ProviderListing(
        slug,
        name,
        upstreamModel,
        operations,
        0,
        outputCeiling,
        rates,
        null,
        perUnit,
        source,
        List.of(),
        Set.of());
  }

  /// The same with prices that begin later.
  public ProviderListing with(List<Scheduled> newLater) {
    return new ProviderListing(
        slug,
        name,
        upstreamModel,
        operations,
        contextLength,
        outputCeiling,
        rates,
        longPrompts,
        perUnit,
        source,
        newLater,
        versions);
  }

  /// The same, asked for by one name only.
  ProviderListing withoutVersions() {
    return new ProviderListing(
        slug,
        name,
        upstreamModel,
        operations,
        contextLength,
        outputCeiling,
        rates,
        longPrompts,
        perUnit,
        source,
        later,
        Set.of());
  }

  /// The current price; null if unknown.
  @Nullable Tariff tariff() {
    return rates == null ? null : new Tariff(rates, longPrompts, perUnit);
  }
}
