package ai.nemorouter.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/// The figures as Markdown, ready for `docs/benchmark.md`.
record Report(Map<Contender.Name, Figures> figures, List<String> problems) {
  private static final String NOTHING = "–";
  private static final double BYTES_PER_MEGABYTE = 1e6;

  /// What the gateway is to reach of another's throughput.
  private record Goal(Contender.Name of, int connections, double ratio) {}

  private static final List<Goal> GOALS =
      List.of(
          new Goal(Contender.Name.NGINX, 32, 0.1),
          new Goal(Contender.Name.NGINX, 256, 0.25),
          new Goal(Contender.Name.NGINX_KEEPING, 32, 0.1),
          new Goal(Contender.Name.NGINX_KEEPING, 256, 0.25),
          new Goal(Contender.Name.PORTKEY, 32, 4),
          new Goal(Contender.Name.PORTKEY, 256, 10));
  private static final double ADDED_P50_MS_GOAL = 2;

  String markdown() {
    StringBuilder text = new StringBuilder(Machine.description()).append(".\n\n");
    text.append(header()).append("|---|").append("--:|".repeat(figures.size()));
    text.append('\n');
    for (int connections : Schedule.CONNECTIONS) {
      text.append(
          row(
              "requests/s at %d connections".formatted(connections),
              Report::count,
              each -> each.perSecond(connections)));
    }
    int rate = Schedule.REQUESTS_PER_SECOND;
    for (int percent : List.of(50, 99)) {
      text.append(
          row(
              "time at %d requests/s, p%d, ms".formatted(rate, percent),
              Report::milliseconds,
              each -> each.whole().percentileMs(percent)));
    }
    for (int percent : List.of(50, 99)) {
      text.append(
          row(
              "added to the upstream's, p%d, ms".formatted(percent),
              Report::milliseconds,
              added(percent)));
    }
    for (int percent : List.of(50, 99)) {
      text.append(
          row(
              "first byte of a stream, p%d, ms".formatted(percent),
              Report::milliseconds,
              each -> each.streamed().percentileMs(percent)));
    }
    text.append(megabytes("resident memory after the load, MB", Figures::residentBytes));
    text.append(megabytes("and its PostgreSQL, MB", Figures::databaseResidentBytes));
    text.append(row("errors", Report::count, Figures::errors));
    return text.append('\n').append(goals()).append('\n').append(books()).toString();
  }

  private String goals() {
    String ratios =
        GOALS.stream()
            .filter(goal -> figures.containsKey(goal.of()))
            .map(this::ratio)
            .collect(Collectors.joining("\n"));
    double added = added(50).applyAsDouble(gateway());
    return ratios
        + String.format(
            Locale.ROOT, "\n- added p50: %.2f ms, goal under %.0f ms: ", added, ADDED_P50_MS_GOAL)
        + verdict(added < ADDED_P50_MS_GOAL);
  }

  private String ratio(Goal goal) {
    double ratio =
        gateway().perSecond(goal.connections())
            / figures.getOrDefault(goal.of(), new Figures()).perSecond(goal.connections());
    return String.format(
            Locale.ROOT,
            "- NemoRouter ÷ %s at %d connections: %.2f, goal %.2f: ",
            goal.of().title(),
            goal.connections(),
            ratio,
            goal.ratio())
        + verdict(ratio >= goal.ratio());
  }

  private String books() {
    return problems.isEmpty()
        ? "All %,d calls that were answered are recorded and settled; nothing is left held.\n"
            .formatted(gateway().answered())
        : problems.stream()
            .map(problem -> "WRONG: " + problem + "\n")
            .collect(Collectors.joining());
  }

  private ToDoubleFunction<Figures> added(int percent) {
    Figures upstream = figures.getOrDefault(Contender.Name.UPSTREAM, new Figures());
    return each ->
        each == upstream
            ? Double.NaN
            : each.whole().percentileMs(percent) - upstream.whole().percentileMs(percent);
  }

  private Figures gateway() {
    return figures.getOrDefault(Contender.Name.NEMOROUTER, new Figures());
  }

  private String megabytes(String title, ToLongFunction<Figures> bytes) {
    return row(
        title,
        Report::count,
        each -> {
          long value = bytes.applyAsLong(each);
          return value == 0 ? Double.NaN : value / BYTES_PER_MEGABYTE;
        });
  }

  private String row(String title, DoubleFunction<String> shown, ToDoubleFunction<Figures> number) {
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

  private String header() {
    return figures.keySet().stream()
        .map(Contender.Name::title)
        .collect(Collectors.joining(" | ", "| | ", " |\n"));
  }

  private static String verdict(boolean met) {
    return met ? "met" : "missed";
  }

  private static String count(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }

  private static String milliseconds(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
