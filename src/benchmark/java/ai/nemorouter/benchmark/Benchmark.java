package ai.nemorouter.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
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
      Results results =
          new Results(
              new Schedule(rig.contenders()).run(gateway),
              new StreamSchedule(rig.streaming()).run(gateway));
      UpstreamCounts upstream = UpstreamCounts.afterHangUp(rig.upstreamPort());
      report = new Report(results, results.problems(upstream, gateway.books()));
    }
    System.out.println(report.markdown());
    System.out.println(HoldTightness.markdown());
    System.exit(report.problems().isEmpty() ? 0 : 1);
  }
}
