package ai.nemorouter.catalog;

import ai.nemorouter.provider.Operation;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A model that a provider serves, before its price has a version.
///
/// @param upstreamModel its name at the provider; `*` for any
/// @param rates null where nobody has told what it costs
/// @param source who says so
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
    String source) {
  public static final String ANY = "*";

  public Listing {
    operations = Set.copyOf(operations);
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

  /// A model that does other things, with a price of tokens, of units, or of both.
  public static Listing of(
      String slug,
      String name,
      String upstreamModel,
      Set<Operation> operations,
      long outputCeiling,
      @Nullable Rates rates,
      Price.@Nullable UnitPrice perUnit,
      String source) {
    return new Listing(
        slug, name, upstreamModel, operations, 0, outputCeiling, rates, null, perUnit, source);
  }
}
