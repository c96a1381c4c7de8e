package ai.nemorouter.gateway.routing;

import ai.nemorouter.catalog.Catalog;
import ai.nemorouter.catalog.Offering;
import ai.nemorouter.catalog.SimilarNames;
import ai.nemorouter.provider.dialect.Operation;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The models that a caller most likely meant by a name that is unknown.
public final class NearestModels {
  private static final int NAMED_MAX = 3;

  private NearestModels() {}

  /// At most three, the nearest first, and only such as the caller may use.
  ///
  /// @param operation what they must do; null where it does not matter
  public static List<String> to(
      String name,
      Catalog catalog,
      @Nullable UUID orgId,
      Predicate<String> allowed,
      @Nullable Operation operation) {
    List<String> slugs =
        catalog.models(orgId).stream()
            .filter(offerings -> offerings.stream().anyMatch(one -> serves(one, operation)))
            .map(offerings -> offerings.getFirst().slug())
            .filter(allowed)
            .toList();
    return SimilarNames.to(name, slugs).stream().limit(NAMED_MAX).toList();
  }

  private static boolean serves(Offering offering, @Nullable Operation operation) {
    return offering.price() != null && (operation == null || offering.serves(operation));
  }
}
