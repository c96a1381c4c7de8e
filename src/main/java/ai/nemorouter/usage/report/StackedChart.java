package ai.nemorouter.usage.report;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// Bars made of parts, one bar an hour, day or month. Coordinates are thousandths of the drawing's
/// width and height, which the page stretches to the room it has.
///
/// @param series what the parts stand for, from the bottom up
public record StackedChart(List<Series> series, List<Bar> bars, String top, String middle) {
  private static final int SIZE = 1000;
  private static final int GAP_PERCENT = 24;

  /// What can be told apart by its colour; all that is left shares one more.
  static final int TONES = 9;

  /// @param tone which colour it has, from 1
  public record Series(int tone, String name) {}

  /// @param tone as its series
  public record Part(int tone, int y, int height) {}

  /// @param figures of each series, for the table
  public record Bar(
      String label,
      String total,
      List<Part> parts,
      List<String> figures,
      int slotX,
      int slotWidth,
      int x,
      int width) {}

  /// What a bar stands for.
  ///
  /// @param values of each series
  record Stack(String label, List<Long> values, long total) {
    static Stack summed(String label, List<Long> values) {
      return new Stack(label, values, values.stream().mapToLong(Long::longValue).sum());
    }
  }

  static StackedChart of(Metric metric, List<Series> series, List<Stack> stacks) {
    long top = top(metric, stacks.stream().mapToLong(Stack::total).max().orElse(0));
    List<Bar> bars = new ArrayList<>(stacks.size());
    for (Stack stack : stacks) {
      bars.add(bar(metric, series, stack, bars.size(), stacks.size(), top));
    }
    return new StackedChart(
        List.copyOf(series),
        List.copyOf(bars),
        metric.displayShort(top),
        metric.displayShort(top / 2));
  }

  /// The half of what is counted is a whole number too.
  private static long top(Metric metric, long highest) {
    long top = ChartScale.roundUp(highest);
    return metric != Metric.SPEND && top % 2 != 0 ? top + 1 : top;
  }

  private static Bar bar(
      Metric metric, List<Series> series, Stack stack, int index, int count, long top) {
    int slotX = index * SIZE / count;
    int slotWidth = (index + 1) * SIZE / count - slotX;
    int gap = slotWidth * GAP_PERCENT / 100;
    List<Part> parts = new ArrayList<>();
    long sum = 0;
    int reached = 0;
    for (int part = 0; part < series.size(); part++) {
      sum += stack.values().get(part);
      int height = permille(sum, top) - reached;
      if (height > 0) {
        reached += height;
        parts.add(new Part(series.get(part).tone(), SIZE - reached, height));
      }
    }
    return new Bar(
        stack.label(),
        metric.display(stack.total()),
        List.copyOf(parts),
        stack.values().stream().map(metric::display).toList(),
        slotX,
        slotWidth,
        slotX + gap / 2,
        slotWidth - gap);
  }

  private static int permille(long value, long top) {
    return top <= 0
        ? 0
        : BigInteger.valueOf(value)
            .multiply(BigInteger.valueOf(SIZE))
            .divide(BigInteger.valueOf(top))
            .intValueExact();
  }

  public boolean isEmpty() {
    return bars.stream().allMatch(bar -> bar.parts().isEmpty());
  }

  public String firstLabel() {
    return bars.getFirst().label();
  }

  public String middleLabel() {
    return bars.get(bars.size() / 2).label();
  }

  public String lastLabel() {
    return bars.getLast().label();
  }
}
