package ai.nemorouter.usage.report;

import ai.nemorouter.usage.report.StackedChart.Series;
import ai.nemorouter.usage.report.StackedChart.Stack;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A chart with a series for each of the first groups, and one for all others together.
final class GroupChart {
  private static final String OTHERS = "All others";

  private GroupChart() {}

  /// What one group has in one bar.
  ///
  /// @param bar from 0
  /// @param place of the group, from 1; the one after the last tone stands for all others
  record Part(int bar, long place, String name, long value) {}

  /// @param labels of the bars
  static StackedChart of(Metric metric, List<String> labels, List<Part> parts) {
    Map<Long, String> series = new TreeMap<>();
    Map<Integer, Map<Long, Long>> values = new HashMap<>();
    for (Part part : parts) {
      series.put(part.place(), part.place() > StackedChart.TONES ? OTHERS : part.name());
      values
          .computeIfAbsent(part.bar(), _ -> new HashMap<>())
          .merge(part.place(), part.value(), Long::sum);
    }
    List<Stack> stacks = new ArrayList<>();
    for (String label : labels) {
      Map<Long, Long> ofBar = values.getOrDefault(stacks.size(), Map.of());
      stacks.add(
          Stack.summed(
              label,
              series.keySet().stream().map(place -> ofBar.getOrDefault(place, 0L)).toList()));
    }
    return StackedChart.of(
        metric,
        series.entrySet().stream()
            .map(one -> new Series(Math.toIntExact(one.getKey()), one.getValue()))
            .toList(),
        stacks);
  }
}
