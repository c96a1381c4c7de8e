package ai.nemorouter.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/// The benchmark: starts everything, measures, checks the gateway's books and prints the report.
/// Ends with 1 if a request failed or the books are wrong; a missed goal is only reported.
public final class Benchmark {
  private Benchmark() {}

  /// @param arguments the packaged application's `quarkus-run.jar`, and the first of four ports
  public static void main(String[] arguments)
      throws IOException, InterruptedException, ExecutionException, SQLException {
    Path application = Path.of(arguments[0]).toAbsolutePath();
    int firstPort = Integer.parseInt(arguments[1]);
    Report report;
    try (Rig rig = new Rig(firstPort)) {
      Gateway gateway = rig.start(application);
      Map<Contender.Name, Figures> figures = new Schedule(rig.contenders()).run(gateway);
      report = new Report(figures, problems(figures, gateway));
    }
    System.out.println(report.markdown());
    System.out.println(HoldTightness.markdown());
    System.exit(report.problems().isEmpty() ? 0 : 1);
  }

  private static List<String> problems(Map<Contender.Name, Figures> figures, Gateway gateway)
      throws IOException, SQLException, InterruptedException {
    List<String> problems = new ArrayList<>();
    figures.forEach((name, each) -> {
      if (each.errors() > 0) {
        problems.add("%s: %d errors".formatted(name.title(), each.errors()));
      }
      if (name == Contender.Name.NEMOROUTER && each.answered() == 0) {
        problems.add("the gateway answered nothing");
      }
    });
    Figures ours = figures.get(Contender.Name.NEMOROUTER);
    if (ours != null) {
      problems.addAll(gateway.books().problems(ours.answered()));
    }
    return problems;
  }
}
