package ai.nemorouter.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/// The figures as Markdown, ready for `docs/benchmark.md`.
record Report(Results results, List<String> problems) {
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
    Table table = table();
    text.append(table.header());
    for (int connections : Schedule.CONNECTIONS) {
      text.append(
          table.row(
              "requests/s at %d connections".formatted(connections),
              Table::count,
              each -> each.perSecond(connections)));
    }
    int rate = Schedule.REQUESTS_PER_SECOND;
    for (int percent : List.of(50, 99)) {
      text.append(
          table.row(
              "time at %d requests/s, p%d, ms".formatted(rate, percent),
              Table::milliseconds,
              each -> each.whole().percentileMs(percent)));
    }
    for (int percent : List.of(50, 99)) {
      text.append(
          table.row(
              "added to the upstream's, p%d, ms".formatted(percent),
              Table::milliseconds,
              added(percent)));
    }
    for (int percent : List.of(50, 99)) {
      text.append(
          table.row(
              "first byte of a stream, p%d, ms".formatted(percent),
              Table::milliseconds,
              each -> each.streamed().percentileMs(percent)));
    }
    text.append(megabytes("resident memory after the load, MB", Figures::residentBytes));
    text.append(megabytes("and its PostgreSQL, MB", Figures::databaseResidentBytes));
    text.append(table.row("errors", Table::count, Figures::errors));
    text.append('\n').append(goals()).append('\n').append(books()).append('\n');
    return text.append(new StreamReport(results.streams()).markdown()).toString();
  }

  private String goals() {
    String ratios =
        GOALS.stream()
            .filter(goal -> results.figures().containsKey(goal.of()))
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
            / table().of(goal.of()).perSecond(goal.connections());
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
    if (!problems.isEmpty()) {
      return problems.stream()
          .map(problem -> "WRONG: " + problem + "\n")
          .collect(Collectors.joining());
    }
    return "All %,d calls that were answered are recorded and settled, and %,d that were hung up as cancelled; nothing is left held.\n"
        .formatted(results.ofGateway(Figures::answered), results.ofGateway(Figures::hungUp));
  }

  private ToDoubleFunction<Figures> added(int percent) {
    Figures upstream = table().of(Contender.Name.UPSTREAM);
    return each ->
        each == upstream
            ? Double.NaN
            : each.whole().percentileMs(percent) - upstream.whole().percentileMs(percent);
  }

  private Figures gateway() {
    return table().of(Contender.Name.NEMOROUTER);
  }

  private Table table() {
    return new Table(results.figures());
  }

  private String megabytes(String title, ToLongFunction<Figures> bytes) {
    return table()
        .row(
            title,
            Table::count,
            each -> {
              long value = bytes.applyAsLong(each);
              return value == 0 ? Double.NaN : value / BYTES_PER_MEGABYTE;
            });
  }

  private static String verdict(boolean met) {
    return met ? "met" : "missed";
  }
}
