package ai.nemorouter.console.component;

import ai.nemorouter.alert.channel.Channel;
import ai.nemorouter.alert.channel.ListedChannel;
import ai.nemorouter.alert.delivery.ChannelRecord;
import ai.nemorouter.key.Key;
import ai.nemorouter.key.overview.DailyUse;
import ai.nemorouter.limit.Limit;
import ai.nemorouter.limit.LimitStatus;
import ai.nemorouter.limit.LimitTerms;
import ai.nemorouter.limit.Period;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.limit.Unit;
import ai.nemorouter.platform.list.PageOf;
import ai.nemorouter.usage.report.Metric;
import ai.nemorouter.usage.report.StackedChart;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What the examples on the page of components show; none of it is anybody's.
public record ComponentSamples(Instant now) {
  private static final UUID NOBODY = new UUID(0, 0);
  private static final long DOLLAR = 1_000_000_000;
  private static final int ALLOWED = 100;
  private static final int BARS = 12;
  private static final int SIZE = 1000;

  /// The orders of the example table.
  enum Sort {
    NAME,
    AMOUNT
  }

  /// A meter and what it is an example of.
  public record Meter(String label, LimitStatus status) {}

  /// One of each state that a limit can be in.
  public List<Meter> meters() {
    return List.of(
        new Meter("Empty", spent(0, 0, 0)),
        new Meter("Used", spent(40, 0, 0)),
        new Meter("Used and reserved", spent(40, 25, 0)),
        new Meter("Forecast", spent(48, 0, 15)),
        new Meter("Near", spent(86, 4, 0)),
        new Meter("Used up", spent(ALLOWED, 0, 0)),
        new Meter("Over", spent(130, 0, 0)));
  }

  /// @param days since the window of thirty days began; 0 for no forecast
  private LimitStatus spent(int used, int held, int days) {
    return new LimitStatus(
        new Limit(
            NOBODY,
            NOBODY,
            Scope.organization(NOBODY),
            LimitTerms.of(Unit.USD, Period.MONTH, ALLOWED * DOLLAR),
            null,
            null),
        ALLOWED * DOLLAR,
        used * DOLLAR,
        held * DOLLAR,
        days == 0 ? null : now.minus(Duration.ofDays(days)),
        now.plus(Duration.ofDays(days == 0 ? 10 : 2L * days)));
  }

  public List<Key.Status> keyStates() {
    return List.of(Key.Status.values());
  }

  /// One of each state that a channel can be in.
  public List<ListedChannel> channels() {
    return List.of(
        channel(null, null, now, null),
        channel(null, null, null, now),
        channel(now, null, null, null),
        channel(null, now, null, null),
        channel(null, null, null, null));
  }

  private ListedChannel channel(
      @Nullable Instant pausedAt,
      @Nullable Instant goneAt,
      @Nullable Instant deliveredAt,
      @Nullable Instant failingSince) {
    Channel channel =
        new Channel(
            NOBODY,
            Channel.Kind.WEBHOOK,
            "Example",
            "https://hooks.example.com/",
            1,
            true,
            pausedAt,
            goneAt,
            null,
            "Example",
            now);
    return new ListedChannel(channel, new ChannelRecord(NOBODY, deliveredAt, 0, failingSince));
  }

  public DailyUse use() {
    return DailyUse.of(LocalDate.ofInstant(now, ZoneOffset.UTC), "0=12,3=40,4=8,9=25,13=31");
  }

  /// The middle one of three pages.
  public PageOf<String> page() {
    return new PageOf<>(List.of("Example"), 2, 3L * PageOf.SIZE);
  }

  public Metric metric() {
    return Metric.REQUESTS;
  }

  public StackedChart chart() {
    int slot = SIZE / BARS;
    List<StackedChart.Bar> bars = new ArrayList<>();
    for (int i = 0; i < BARS; i++) {
      int first = 100 + 40 * i;
      int second = 300 - 20 * i;
      bars.add(
          new StackedChart.Bar(
              "Day " + (i + 1),
              String.valueOf(first + second),
              List.of(
                  new StackedChart.Part(1, SIZE - first, first),
                  new StackedChart.Part(2, SIZE - first - second, second)),
              List.of(String.valueOf(first), String.valueOf(second)),
              i * slot,
              slot,
              i * slot + slot / 8,
              slot * 3 / 4));
    }
    return new StackedChart(
        List.of(new StackedChart.Series(1, "First"), new StackedChart.Series(2, "Second")),
        bars,
        "1,000",
        "500");
  }
}
