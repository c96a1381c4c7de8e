package ai.nemorouter.catalog;

import ai.nemorouter.catalog.price.Price;
import ai.nemorouter.provider.Provider;
import ai.nemorouter.provider.dialect.Operation;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One provider's way to serve a model.
///
/// @param slug the model's name here, `author/name`
/// @param upstreamModel its name at the provider
/// @param operations what it can be asked to do
/// @param contextLength tokens that prompt and answer may have together; 0 where unknown
/// @param outputCeiling tokens of an answer whose length the caller left open
/// @param price null if unknown: requests for such a model are refused, never free
public record Offering(
    String slug,
    String name,
    Provider provider,
    String upstreamModel,
    Set<Operation> operations,
    long contextLength,
    long outputCeiling,
    @Nullable Price price) {
  public Offering {
    operations = Set.copyOf(operations);
  }

  /// Whether it can be asked to do that, in words that its provider understands.
  public boolean serves(Operation operation) {
    return operations.contains(operation) && provider.dialect().operations().contains(operation);
  }
}
