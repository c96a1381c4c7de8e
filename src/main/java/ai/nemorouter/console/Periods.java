package ai.nemorouter.console;

import java.util.Map;
import java.util.Set;

/// The stretch of time that somebody looks at, carried from page to page: the menu leads to each
/// page that has one with the one that was chosen last. The address of a page alone decides what it
/// shows.
final class Periods {
  static final String COOKIE = "nemo-period";

  /// What it is called in the addresses of pages, by their paths in `Menu`.
  private static final Map<String, String> PARAMETERS =
      Map.of("overview", "period", "requests", "range");

  private static final Set<String> NAMES = Set.copyOf(PARAMETERS.values());
  private static final Set<String> WORDS = Set.of("24h", "7d", "30d");

  private Periods() {}

  /// The name of the parameter; empty for a page without a period.
  static String parameter(String path) {
    return PARAMETERS.getOrDefault(path, "");
  }

  static Set<String> parameters() {
    return NAMES;
  }

  /// Whether every page that has a period has this one.
  static boolean isKnown(String word) {
    return WORDS.contains(word);
  }
}
