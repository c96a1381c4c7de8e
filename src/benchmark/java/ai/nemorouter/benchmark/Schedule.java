package ai.nemorouter.benchmark;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/// Who is measured when. The contenders take turns in short rounds, so that a machine that gets
/// slower or faster meanwhile does so for all of them.
final class Schedule {
  static final List<Integer> CONNECTIONS = List.of(32, 256);
  static final int REQUESTS_PER_SECOND = 200;
  static final int STREAMS_PER_SECOND = 50;

  private static final int ROUNDS = 3;
  private static final int LATENCY_ROUNDS = 2;
  private static final Duration GATEWAY_WARM_UP = Duration.ofSeconds(15);
  private static final Duration WARM_UP = Duration.ofSeconds(4);
  private static final Duration THROUGHPUT_WARM_UP = Duration.ofMillis(1500);
  private static final Duration THROUGHPUT_TIME = Duration.ofSeconds(4);
  private static final Duration LATENCY_WARM_UP = Duration.ofSeconds(2);
  private static final Duration LATENCY_TIME = Duration.ofSeconds(8);
  private static final Duration STREAM_WARM_UP = Duration.ofSeconds(1);
  private static final Duration STREAM_TIME = Duration.ofSeconds(4);

  private final List<Contender> contenders;
  private final Map<Contender.Name, Figures> figures = new EnumMap<>(Contender.Name.class);

  Schedule(List<Contender> contenders) {
    this.contenders = contenders;
    contenders.forEach(contender -> figures.put(contender.name(), new Figures()));
  }

  Map<Contender.Name, Figures> run(Gateway gateway)
      throws IOException, InterruptedException, ExecutionException {
    warmUp();
    measureThroughput();
    for (Contender contender : contenders) {
      boolean isGateway = contender.name() == Contender.Name.NEMOROUTER;
      of(contender)
          .setMemory(contender.residentBytes(), isGateway ? gateway.databaseResidentBytes() : 0);
    }
    measureLatency();
    measureStreams();
    return figures;
  }

  private void warmUp() throws IOException {
    for (int connections : CONNECTIONS) {
      for (Contender contender : contenders) {
        boolean isGateway = contender.name() == Contender.Name.NEMOROUTER;
        say("warming up %s, %d connections".formatted(contender.name().title(), connections));
        Duration time = isGateway ? GATEWAY_WARM_UP : WARM_UP.dividedBy(CONNECTIONS.size());
        of(contender)
            .addWarmUp(ClosedLoop.run(contender.target(), connections, time, Duration.ZERO));
      }
    }
  }

  private void measureThroughput() throws IOException {
    for (int round = 1; round <= ROUNDS; round++) {
      for (int connections : CONNECTIONS) {
        for (Contender contender : contenders) {
          Throughput throughput =
              ClosedLoop.run(contender.target(), connections, THROUGHPUT_WARM_UP, THROUGHPUT_TIME);
          of(contender).add(connections, throughput);
          say(
              "round %d, %d connections, %s: %,.0f requests/s"
                  .formatted(round, connections, contender.name().title(), throughput.perSecond()));
        }
      }
    }
  }

  private void measureLatency() throws InterruptedException, ExecutionException {
    for (int round = 1; round <= LATENCY_ROUNDS; round++) {
      for (Contender contender : contenders) {
        say("round %d, steady rate, %s".formatted(round, contender.name().title()));
        of(contender)
            .addWhole(
                new OpenLoop(contender.target(), false, REQUESTS_PER_SECOND)
                    .run(LATENCY_WARM_UP, LATENCY_TIME));
      }
    }
  }

  private void measureStreams() throws InterruptedException, ExecutionException {
    for (int round = 1; round <= LATENCY_ROUNDS; round++) {
      for (Contender contender : contenders) {
        say("round %d, streams, %s".formatted(round, contender.name().title()));
        of(contender)
            .addStreamed(
                new OpenLoop(contender.target(), true, STREAMS_PER_SECOND)
                    .run(STREAM_WARM_UP, STREAM_TIME));
      }
    }
  }

  private Figures of(Contender contender) {
    return figures.computeIfAbsent(contender.name(), name -> new Figures());
  }

  private static void say(String message) {
    System.err.println(message);
  }
}
