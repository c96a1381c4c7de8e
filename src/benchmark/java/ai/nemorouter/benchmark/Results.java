package ai.nemorouter.benchmark;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/// What both schedules measured, and what must be right for it to count.
record Results(Map<Contender.Name, Figures> figures, Map<Contender.Name, Figures> streams) {

  /// A sum over both, as the gateway's books are.
  long ofGateway(ToLongFunction<Figures> counted) {
    return Stream.of(figures, streams)
        .flatMap(each -> each.entrySet().stream())
        .filter(each -> each.getKey().isGateway())
        .mapToLong(each -> counted.applyAsLong(each.getValue()))
        .sum();
  }

  /// @param upstream what the upstream says after all of it
  /// @return in sentences
  List<String> problems(UpstreamCounts upstream, Books books)
      throws SQLException, InterruptedException {
    List<String> problems = new ArrayList<>();
    for (Map<Contender.Name, Figures> measured : List.of(figures, streams)) {
      measured.forEach((name, each) -> {
        if (each.errors() > 0) {
          problems.add("%s: %d errors".formatted(name.title(), each.errors()));
        }
        if (name.isGateway() && each.answered() == 0) {
          problems.add("%s answered nothing".formatted(name.title()));
        }
      });
    }
    if (upstream.silent() != 0) {
      problems.add("%d streams are open to the upstream".formatted(upstream.silent()));
    }
    long translated = new Table(streams).of(Contender.Name.NEMOROUTER_TRANSLATING).answered();
    if (upstream.messages() != translated) {
      problems.add(
          "%d calls were answered in translation, the upstream got %d of that dialect"
              .formatted(translated, upstream.messages()));
    }
    problems.addAll(books.problems(ofGateway(Figures::answered), ofGateway(Figures::hungUp)));
    return problems;
  }
}
