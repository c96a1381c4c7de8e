package ai.nemorouter.catalog;

import ai.nemorouter.provider.Operation;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A model that a provider serves, before its price has a version.
///
/// @param upstreamModel its name at the provider; `*` for any
/// @param rates null where nobody has told what it costs
/// @param source who says so
/// @param later prices that are known to begin later, in the order of their beginning
/// @param versions names at the provider of what is the same model at the same price, as dated ones
public record Listing(
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

  public Listing {
    operations = Set.copyOf(operations);
    later = List.copyOf(later);
    versions = Set.copyOf(versions);
  }

  public Listing(
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
  public static Listing chat(
      String slug,
      String name,
      String upstreamModel,
      long contextLength,
      long outputCeiling,
      @Nullable Rates rates,
      Price.@Nullable LongPrompts longPrompts,
      String source) {
    return new Listing(
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

  /// The same with prices that begin later.
  public Listing with(List<Scheduled> newLater) {
    return new Listing(
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

  /// What it costs now; null where nobody has told.
  @Nullable Tariff tariff() {
    return rates == null ? null : new Tariff(rates, longPrompts, perUnit);
  }
}
