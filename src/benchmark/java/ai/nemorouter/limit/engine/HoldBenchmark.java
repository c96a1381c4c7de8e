package ai.nemorouter.limit.engine;

import ai.nemorouter.benchmark.Latencies;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Compares the batched engine with one transaction for each call, on one organization whose
/// counters every call changes, and measures how long a hold takes at a steady rate. Both go
/// through the same stored function on the same PostgreSQL, in turns; then again with a millisecond
/// added to each commit, as a disk across a network has it. Prints Markdown; ends with 1 if the
/// books are wrong.
public final class HoldBenchmark {
  private static final int IN_FLIGHT = 64;
  private static final List<Integer> CONNECTIONS = List.of(8, 64);
  private static final int ROUNDS = 3;
  private static final List<Integer> RATES = List.of(300, 1_000);

  private HoldBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    StringBuilder report = new StringBuilder();
    boolean balanced = true;
    for (int delayMicros : List.of(0, 1_000)) {
      try (HoldRig rig = HoldRig.start(delayMicros)) {
        say("commits delayed by %,d µs: warming up".formatted(delayMicros));
        rig.onePerTransaction(IN_FLIGHT, CONNECTIONS.getFirst());
        rig.batched(IN_FLIGHT);
        report.append(
            "**%s**\n\n".formatted(delayMicros == 0 ? "Local disk" : "1 ms added to each commit"));
        report.append(throughput(rig));
        report.append(latency(rig)).append('\n');
        balanced &= rig.isBalanced();
        report.append(
            rig.isBalanced()
                ? "Every call is recorded once, nothing is left held, and the counters are the sum of the calls.\n\n"
                : "WRONG: the books do not balance.\n\n");
      }
    }
    System.out.println(report);
    System.exit(balanced ? 0 : 1);
  }

  private static String throughput(HoldRig rig) throws Exception {
    Map<Integer, List<Double>> single = new TreeMap<>();
    List<Double> batched = new ArrayList<>();
    for (int round = 1; round <= ROUNDS; round++) {
      for (int connections : CONNECTIONS) {
        single
            .computeIfAbsent(connections, _ -> new ArrayList<>())
            .add(rig.onePerTransaction(IN_FLIGHT, connections));
      }
      batched.add(rig.batched(IN_FLIGHT));
      say("round %d: %s and %,.0f".formatted(round, single, batched.getLast()));
    }
    double many = median(batched);
    StringBuilder table =
        new StringBuilder(
            "| %d calls in flight on one organization | calls a second, held and settled | batched ÷ this |\n|---|--:|--:|\n"
                .formatted(IN_FLIGHT));
    single.forEach((connections, rounds) ->
        table.append(
            row(
                "a transaction for each hold and settlement, %d connections".formatted(connections),
                median(rounds),
                many)));
    return table.append(row("batched, 1 connection", many, many)).append('\n').toString();
  }

  private static String row(String title, double perSecond, double batched) {
    return String.format(
        Locale.ROOT, "| %s | %,.0f | %.1f |\n", title, perSecond, batched / perSecond);
  }

  private static String latency(HoldRig rig) throws Exception {
    StringBuilder table =
        new StringBuilder("| time of a hold | p50, ms | p99, ms |\n|---|--:|--:|\n");
    for (int rate : RATES) {
      say("steady rate of %,d holds a second".formatted(rate));
      Latencies latency = rig.atRate(rate);
      table.append(
          String.format(
              Locale.ROOT,
              "| at %,d a second | %.2f | %.2f |\n",
              rate,
              latency.percentileMs(50),
              latency.percentileMs(99)));
    }
    return table.toString();
  }

  private static double median(List<Double> rounds) {
    return rounds.stream().sorted().toList().get(rounds.size() / 2);
  }

  private static void say(String message) {
    System.err.println(message);
  }
}
