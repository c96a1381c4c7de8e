package ai.nemorouter.key.overview;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// How many requests came with a key on each of the last days of its organization's time zone, for
/// a small chart in a list.
///
/// @param today the last of the days
/// @param requests of each day, the oldest first
public record DailyUse(LocalDate today, List<Long> requests) {
  public static final int DAYS = 14;

  /// How high the drawing is.
  private static final int HEIGHT = 24;

  /// A day with requests is seen, however few they are.
  private static final int LEAST = 2;

  private static final int SLOT = 10;
  private static final int BAR = 8;
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH);

  public DailyUse {
    requests = List.copyOf(requests);
  }

  /// @param counts as in `3=120,13=4`: the number of a day, the oldest being 0, and its requests
  public static DailyUse of(LocalDate today, String counts) {
    Long[] requests = new Long[DAYS];
    Arrays.fill(requests, 0L);
    for (String count : counts.isEmpty() ? new String[0] : counts.split(",", -1)) {
      String[] parts = count.split("=", 2);
      int day = Integer.parseInt(parts[0]);
      if (day >= 0 && day < DAYS) {
        requests[day] = Long.valueOf(parts[1]);
      }
    }
    return new DailyUse(today, List.of(requests));
  }

  /// One day of the chart.
  public record Bar(int x, int y, int width, int height) {}

  /// Of the days with requests.
  public List<Bar> bars() {
    long most = most();
    List<Bar> bars = new ArrayList<>();
    for (int day = 0; day < requests.size(); day++) {
      long count = requests.get(day);
      if (count > 0) {
        int height = Math.max(LEAST, Math.toIntExact(count * HEIGHT / most));
        bars.add(new Bar(day * SLOT + 1, HEIGHT - height, BAR, height));
      }
    }
    return bars;
  }

  public long total() {
    return requests.stream().mapToLong(Long::longValue).sum();
  }

  /// What the chart shows, for who does not see it.
  public String text() {
    if (total() == 0) {
      return "No request in " + DAYS + " days";
    }
    LocalDate busiest = today.minusDays(DAYS - 1L - requests.indexOf(most()));
    return String.format(
        Locale.ROOT,
        "%,d request%s in %d days, most on %s: %,d; today: %,d",
        total(),
        total() == 1 ? "" : "s",
        DAYS,
        DAY.format(busiest),
        most(),
        requests.getLast());
  }

  private long most() {
    return requests.stream().mapToLong(Long::longValue).max().orElse(0);
  }
}
