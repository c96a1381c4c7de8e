package ai.nemorouter.console;

import ai.nemorouter.money.Money;
import ai.nemorouter.usage.Spend;
import ai.nemorouter.usage.report.ChartScale;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Spend over time as bars. Coordinates are thousandths of the drawing's width and height, which
/// the page stretches to the room it has.
public record SpendChart(List<Bar> bars, Money top) {
  private static final int SIZE = 1000;
  private static final int GAP_PERCENT = 24;
  private static final int HEIGHT_MIN = 6;
  private static final DateTimeFormatter HOUR =
      DateTimeFormatter.ofPattern("HH:mm", Locale.ENGLISH);
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH);

  /// One hour or day.
  ///
  /// @param slotX where its share of the width begins, gap included
  public record Bar(
      String label,
      Money spend,
      long calls,
      int slotX,
      int slotWidth,
      int x,
      int width,
      int height) {
    public int y() {
      return SIZE - height;
    }
  }

  static SpendChart of(
      OverviewPeriod period, List<ZonedDateTime> starts, List<Spend.Bucket> spent) {
    Map<Instant, Spend.Bucket> byStart =
        spent.stream().collect(Collectors.toMap(Spend.Bucket::startsAt, Function.identity()));
    Money top =
        Money.ofNanos(
            ChartScale.roundUp(
                spent.stream().mapToLong(bucket -> bucket.spend().nanos()).max().orElse(0)));
    DateTimeFormatter format = period == OverviewPeriod.DAY ? HOUR : DAY;
    List<Bar> bars = new ArrayList<>(starts.size());
    for (ZonedDateTime start : starts) {
      Instant instant = start.toInstant();
      Spend.Bucket bucket = byStart.getOrDefault(instant, new Spend.Bucket(instant, Money.ZERO, 0));
      bars.add(bar(bars.size(), starts.size(), format.format(start), bucket, top));
    }
    return new SpendChart(List.copyOf(bars), top);
  }

  public Money middle() {
    return Money.ofNanos(top.nanos() / 2);
  }

  public boolean isEmpty() {
    return bars.stream().allMatch(bar -> bar.spend().isZero());
  }

  public Bar firstBar() {
    return bars.getFirst();
  }

  public Bar middleBar() {
    return bars.get(bars.size() / 2);
  }

  public Bar lastBar() {
    return bars.getLast();
  }

  private static Bar bar(int index, int count, String label, Spend.Bucket bucket, Money top) {
    int slotX = index * SIZE / count;
    int slotWidth = (index + 1) * SIZE / count - slotX;
    int gap = slotWidth * GAP_PERCENT / 100;
    int height = bucket.spend().isZero() ? 0 : Math.max(HEIGHT_MIN, bucket.spend().permilleOf(top));
    return new Bar(
        label,
        bucket.spend(),
        bucket.calls(),
        slotX,
        slotWidth,
        slotX + gap / 2,
        slotWidth - gap,
        height);
  }
}
