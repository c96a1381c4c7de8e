package ai.nemorouter.usage.summary;

import ai.nemorouter.platform.text.Numbers;
import ai.nemorouter.usage.RequestOutcome;
import ai.nemorouter.usage.report.ChartScale;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Bars of how many requests came when, and what became of them. Coordinates are thousandths of the
/// drawing's width and height, which the page stretches to the room it has.
///
/// @param outcomes what there is at all, from the bottom up
/// @param each what one bar stands for, as in `30 minutes`
/// @param span what all of them stand for
public record RequestChart(
    List<RequestOutcome> outcomes, List<Bar> bars, String top, String each, String span) {
  private static final int SIZE = 1000;
  private static final int GAP_PERCENT = 20;

  /// What is there but too little to be seen is so high.
  private static final int LEAST = 12;

  public RequestChart {
    outcomes = List.copyOf(outcomes);
    bars = List.copyOf(bars);
  }

  /// @param count as people read it
  public record Part(RequestOutcome outcome, String count, int y, int height) {}

  /// @param link to the requests of that time alone
  /// @param counts of each outcome, for the table
  public record Bar(
      String label,
      String link,
      String total,
      List<Part> parts,
      List<String> counts,
      int slotX,
      int slotWidth,
      int x,
      int width) {
    /// As in `29 Nov, 13:00: 12 requests, 10 answered, 2 failed`.
    public String spoken() {
      StringBuilder text = new StringBuilder(label).append(": ").append(total);
      text.append(total.equals("1") ? " request" : " requests");
      for (Part part : parts) {
        text.append(", ").append(part.count()).append(' ');
        text.append(part.outcome().label().toLowerCase(Locale.ROOT));
      }
      return text.toString();
    }

    public boolean isEmpty() {
      return parts.isEmpty();
    }
  }

  /// How many there were in one bucket.
  record Counts(Map<RequestOutcome, Long> byOutcome) {
    static final Counts NONE = new Counts(Map.of());

    long of(RequestOutcome outcome) {
      return byOutcome.getOrDefault(outcome, 0L);
    }

    long total() {
      return byOutcome.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /// Where a bar leads.
  interface Links {
    String to(int bar);
  }

  /// @param counts by bar, from 0
  static RequestChart of(RequestBuckets buckets, Map<Integer, Counts> counts, Links links) {
    Map<RequestOutcome, Long> totals = new EnumMap<>(RequestOutcome.class);
    long highest = 1;
    for (Counts each : counts.values()) {
      each.byOutcome().forEach((outcome, count) -> totals.merge(outcome, count, Long::sum));
      highest = Math.max(highest, each.total());
    }
    totals.values().removeIf(count -> count == 0);
    List<RequestOutcome> outcomes = List.copyOf(totals.keySet());
    long top = ChartScale.roundUp(highest);
    List<Bar> bars = new ArrayList<>();
    for (int bar = 0; bar < buckets.count(); bar++) {
      Counts ofBar = counts.getOrDefault(bar, Counts.NONE);
      bars.add(bar(buckets, bar, outcomes, ofBar, top, links.to(bar)));
    }
    return new RequestChart(
        outcomes,
        bars,
        Numbers.grouped(top),
        buckets.each(),
        buckets.label(0) + " – " + buckets.label(buckets.count() - 1));
  }

  private static Bar bar(
      RequestBuckets buckets,
      int bar,
      List<RequestOutcome> outcomes,
      Counts counts,
      long top,
      String link) {
    int slotX = bar * SIZE / buckets.count();
    int slotWidth = (bar + 1) * SIZE / buckets.count() - slotX;
    int gap = slotWidth * GAP_PERCENT / 100;
    List<Part> parts = new ArrayList<>();
    int reached = 0;
    for (RequestOutcome outcome : outcomes) {
      long count = counts.of(outcome);
      if (count > 0) {
        int height = Math.min(SIZE - reached, Math.max(LEAST, permille(count, top)));
        reached += height;
        parts.add(new Part(outcome, Numbers.grouped(count), SIZE - reached, height));
      }
    }
    return new Bar(
        buckets.label(bar),
        link,
        Numbers.grouped(counts.total()),
        List.copyOf(parts),
        outcomes.stream().map(outcome -> Numbers.grouped(counts.of(outcome))).toList(),
        slotX,
        slotWidth,
        slotX + gap / 2,
        slotWidth - gap);
  }

  private static int permille(long value, long top) {
    return BigInteger.valueOf(value)
        .multiply(BigInteger.valueOf(SIZE))
        .divide(BigInteger.valueOf(top))
        .intValueExact();
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
