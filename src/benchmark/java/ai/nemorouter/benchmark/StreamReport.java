package ai.nemorouter.benchmark;

import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// The figures of streams and of translation as Markdown, ready for `docs/benchmark.md`.
record StreamReport(Map<Contender.Name, Figures> figures) {
  private static final double BYTES_PER_KILOBYTE = 1e3;

  String markdown() {
    Table table = new Table(figures);
    return "## Streams and translation\n\n"
        + table.header()
        + table.row(
            "chunks/s of %d streams".formatted(StreamSchedule.STREAMS),
            Table::count,
            Figures::chunksPerSecond)
        + table.row(
            "requests/s at %d connections".formatted(StreamSchedule.CONNECTIONS),
            Table::count,
            StreamReport::requestsPerSecond)
        + table.row(
            "time at %d requests/s, p50, ms".formatted(Schedule.REQUESTS_PER_SECOND),
            Table::milliseconds,
            StreamReport::p50)
        + table.row(
            "resident memory for each open stream, kB",
            Table::count,
            each -> each.openStreamResidentBytes() / BYTES_PER_KILOBYTE)
        + table.row(
            "heap in use for each open stream, kB",
            Table::count,
            each -> each.openStreamHeapBytes() / BYTES_PER_KILOBYTE)
        + table.row("errors", Table::count, Figures::errors)
        + '\n'
        + ratio(
            "chunks/s",
            Contender.Name.NEMOROUTER,
            Contender.Name.UPSTREAM,
            Figures::chunksPerSecond)
        + ratio(
            "chunks/s",
            Contender.Name.NEMOROUTER,
            Contender.Name.NGINX_KEEPING,
            Figures::chunksPerSecond)
        + translating("chunks/s", Figures::chunksPerSecond)
        + translating("requests/s", StreamReport::requestsPerSecond)
        + translating("p50", StreamReport::p50);
  }

  private String translating(String what, ToDoubleFunction<Figures> number) {
    return ratio(what, Contender.Name.NEMOROUTER_TRANSLATING, Contender.Name.NEMOROUTER, number);
  }

  private String ratio(
      String what, Contender.Name one, Contender.Name other, ToDoubleFunction<Figures> number) {
    Table table = new Table(figures);
    double ratio = number.applyAsDouble(table.of(one)) / number.applyAsDouble(table.of(other));
    return Double.isNaN(ratio)
        ? ""
        : String.format(
            Locale.ROOT, "- %s ÷ %s, %s: %.2f\n", one.title(), other.title(), what, ratio);
  }

  private static double requestsPerSecond(Figures figures) {
    return figures.perSecond(StreamSchedule.CONNECTIONS);
  }

  private static double p50(Figures figures) {
    return figures.whole().percentileMs(50);
  }
}
