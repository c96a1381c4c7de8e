package ai.nemorouter.guardrail.page;

import ai.nemorouter.guardrail.finding.FindingFigures;
import ai.nemorouter.guardrail.finding.GuardrailFigures.Point;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Requests in which rules found something, over time, as bars. Coordinates are thousandths of the
/// drawing's width and height. Figures are kept by hours and days in UTC.
public record ActivityChart(List<Bar> bars, long top) {
  private static final int SIZE = 1000;
  private static final int GAP_PERCENT = 24;
  private static final int HEIGHT_MIN = 6;
  private static final DateTimeFormatter HOUR =
      DateTimeFormatter.ofPattern("HH:mm", Locale.ENGLISH);
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH);

  public ActivityChart {
    bars = List.copyOf(bars);
  }

  /// One hour or day.
  public record Bar(
      String label,
      FindingFigures figures,
      int slotX,
      int slotWidth,
      int x,
      int width,
      int height) {
    public int y() {
      return SIZE - height;
    }
  }

  /// @param points those in which anything was looked at
  static ActivityChart of(Span span, Instant now, List<Point> points) {
    Map<Instant, Point> byStart =
        points.stream().collect(Collectors.toMap(Point::start, Function.identity()));
    long top = Math.max(2, points.stream().mapToLong(Point::hits).max().orElse(0));
    ChronoUnit unit = span.isHourly() ? ChronoUnit.HOURS : ChronoUnit.DAYS;
    ZonedDateTime last = now.atZone(ZoneOffset.UTC).truncatedTo(unit);
    List<Bar> bars = new ArrayList<>();
    for (int index = 0; index < span.steps(); index++) {
      ZonedDateTime start = last.minus(span.steps() - 1L - index, unit);
      Point point = byStart.get(start.toInstant());
      FindingFigures figures = point == null ? FindingFigures.NONE : point.figures();
      String label = (span.isHourly() ? HOUR : DAY).format(start);
      bars.add(bar(index, span.steps(), label, figures, top));
    }
    return new ActivityChart(bars, top);
  }

  public boolean isEmpty() {
    return bars.stream().allMatch(bar -> bar.figures().screened() == 0);
  }

  public long middle() {
    return top / 2;
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

  private static Bar bar(int index, int count, String label, FindingFigures figures, long top) {
    int slotX = index * SIZE / count;
    int slotWidth = (index + 1) * SIZE / count - slotX;
    int gap = slotWidth * GAP_PERCENT / 100;
    int height =
        figures.hits() == 0 ? 0 : Math.max(HEIGHT_MIN, (int) (figures.hits() * SIZE / top));
    return new Bar(label, figures, slotX, slotWidth, slotX + gap / 2, slotWidth - gap, height);
  }

  /// How far back figures go.
  public enum Span {
    DAY("24h", "24 hours", 24),
    MONTH("30d", "30 days", 30);

    private final String word;
    private final String label;
    private final int steps;

    Span(String word, String label, int steps) {
      this.word = word;
      this.label = label;
      this.steps = steps;
    }

    public String word() {
      return word;
    }

    public String label() {
      return label;
    }

    int steps() {
      return steps;
    }

    boolean isHourly() {
      return this == DAY;
    }

    static Span of(String word) {
      return word.equals(MONTH.word) ? MONTH : DAY;
    }
  }
}
