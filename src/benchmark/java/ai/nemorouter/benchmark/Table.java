package ai.nemorouter.benchmark;

import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// A Markdown table with a column for each of the contenders.
record Table(Map<Contender.Name, Figures> figures) {
  private static final String NOTHING = "–";

  String header() {
    return figures.keySet().stream()
            .map(Contender.Name::title)
            .collect(Collectors.joining(" | ", "| | ", " |\n"))
        + "|---|"
        + "--:|".repeat(figures.size())
        + "\n";
  }

  /// @param number NaN where nothing was measured
  String row(String title, DoubleFunction<String> shown, ToDoubleFunction<Figures> number) {
    return "| "
        + title
        + " | "
        + figures.values().stream()
            .map(each -> {
              double value = number.applyAsDouble(each);
              return Double.isNaN(value) ? NOTHING : shown.apply(value);
            })
            .collect(Collectors.joining(" | "))
        + " |\n";
  }

  /// Nothing measured if there is no such contender.
  Figures of(Contender.Name name) {
    return figures.getOrDefault(name, new Figures());
  }

  static String count(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }

  static String milliseconds(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
