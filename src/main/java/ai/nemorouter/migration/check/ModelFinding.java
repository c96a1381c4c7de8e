package ai.nemorouter.migration.check;

import ai.nemorouter.money.Money;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What became of one model's name.
///
/// @param served how it is served here; null where it does not resolve
/// @param origin what it costs where it comes from; null where that is not known
/// @param differences what a program may notice, as sentences
/// @param nearest where it does not resolve: names that do, the nearest first
/// @param remedy where it does not resolve, or cannot be called: what to do
public record ModelFinding(
    Mention mention,
    @Nullable Served served,
    @Nullable Origin origin,
    List<String> differences,
    List<String> nearest,
    @Nullable String remedy) {
  public ModelFinding {
    differences = List.copyOf(differences);
    nearest = List.copyOf(nearest);
  }

  /// The way in which it is served first.
  ///
  /// @param slug its name here
  /// @param providers how many can serve it
  /// @param contextLength tokens; 0 where unknown
  /// @param input a million input tokens; null where it has no price
  public record Served(
      String slug,
      String provider,
      int providers,
      String operations,
      long contextLength,
      long outputCeiling,
      @Nullable Money input,
      @Nullable Money output) {}

  /// @param catalog whose price list it is
  /// @param inputDifference of the price here, as in `+5.5%`; null where it cannot be said
  public record Origin(
      String catalog,
      Money input,
      Money output,
      @Nullable String inputDifference,
      @Nullable String outputDifference) {}

  public String name() {
    return mention.name();
  }

  public boolean isResolved() {
    return served != null;
  }

  /// Resolves and has a price: can be called as it stands.
  public boolean isCallable() {
    return served != null && served.input() != null;
  }
}
