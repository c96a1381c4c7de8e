package ai.nemorouter.benchmark;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/// What streams cost, and what it costs that a provider speaks another dialect than the client.
/// Rounds are short and in turns, as in `Schedule`.
final class StreamSchedule {
  static final int CONNECTIONS = 32;
  static final int STREAMS = 32;

  private static final int ROUNDS = 3;
  private static final int LATENCY_ROUNDS = 2;
  private static final Duration WARM_UP = Duration.ofSeconds(4);
  private static final Duration ROUND_WARM_UP = Duration.ofSeconds(1);
  private static final Duration CHUNKS_TIME = Duration.ofSeconds(2);
  private static final Duration THROUGHPUT_TIME = Duration.ofSeconds(3);
  private static final Duration LATENCY_TIME = Duration.ofSeconds(5);

  private static final Duration GIVING_BACK = Duration.ofSeconds(2);

  /// They make the gateway load and take what it has once, so that the others show what is added by
  /// each.
  private static final int FIRST_OPEN_STREAMS = 500;

  private static final int OPEN_STREAMS = 1_000;

  private final List<Contender> contenders;
  private final Map<Contender.Name, Figures> figures = new EnumMap<>(Contender.Name.class);

  StreamSchedule(List<Contender> contenders) {
    this.contenders = contenders;
    contenders.forEach(contender -> figures.put(contender.name(), new Figures()));
  }

  Map<Contender.Name, Figures> run(Gateway gateway)
      throws IOException, InterruptedException, ExecutionException {
    warmUp();
    measureChunks();
    measureWholeAnswers();
    measureMemory(gateway);
    return figures;
  }

  private void warmUp() throws IOException {
    for (Contender contender : contenders) {
      say("warming up streams, %s".formatted(contender.name().title()));
      Duration time = contender.name().isGateway() ? WARM_UP : ROUND_WARM_UP;
      of(contender)
          .addWarmUp(ClosedLoop.runStreams(contender.target(), STREAMS, time, Duration.ZERO));
    }
  }

  private void measureChunks() throws IOException {
    for (int round = 1; round <= ROUNDS; round++) {
      for (Contender contender : contenders) {
        Throughput chunks =
            ClosedLoop.runStreams(contender.target(), STREAMS, ROUND_WARM_UP, CHUNKS_TIME);
        of(contender).addChunks(chunks);
        say(
            "round %d, %d streams, %s: %,.0f chunks/s"
                .formatted(round, STREAMS, contender.name().title(), chunks.perSecond()));
      }
    }
  }

  private void measureWholeAnswers() throws IOException, InterruptedException, ExecutionException {
    List<Contender> gateways =
        contenders.stream().filter(contender -> contender.name().isGateway()).toList();
    for (Contender gateway : gateways) {
      say("warming up whole answers, %s".formatted(gateway.name().title()));
      of(gateway).addWarmUp(ClosedLoop.run(gateway.target(), CONNECTIONS, WARM_UP, Duration.ZERO));
    }
    for (int round = 1; round <= ROUNDS; round++) {
      for (Contender gateway : gateways) {
        Throughput answers =
            ClosedLoop.run(gateway.target(), CONNECTIONS, ROUND_WARM_UP, THROUGHPUT_TIME);
        of(gateway).add(CONNECTIONS, answers);
        say(
            "round %d, %d connections, %s: %,.0f requests/s"
                .formatted(round, CONNECTIONS, gateway.name().title(), answers.perSecond()));
      }
    }
    for (int round = 1; round <= LATENCY_ROUNDS; round++) {
      for (Contender gateway : gateways) {
        say("round %d, steady rate, %s".formatted(round, gateway.name().title()));
        of(gateway)
            .addWhole(
                new OpenLoop(gateway.target(), false, Schedule.REQUESTS_PER_SECOND)
                    .run(ROUND_WARM_UP, LATENCY_TIME));
      }
    }
  }

  private void measureMemory(Gateway gateway) throws IOException, InterruptedException {
    say("opening %d streams".formatted(FIRST_OPEN_STREAMS + OPEN_STREAMS));
    Contender ours =
        contenders.stream()
            .filter(contender -> contender.name() == Contender.Name.NEMOROUTER)
            .findFirst()
            .orElseThrow();
    try (OpenStreams streams = new OpenStreams(ours.target())) {
      streams.open(FIRST_OPEN_STREAMS);
      long heapBefore = collectedHeapBytes(gateway);
      long residentBefore = ours.residentBytes();
      streams.open(OPEN_STREAMS);
      double heap = collectedHeapBytes(gateway) - heapBefore;
      double resident = ours.residentBytes() - residentBefore;
      of(ours).setOpenStreams(streams.count(), resident / OPEN_STREAMS, heap / OPEN_STREAMS);
    }
  }

  /// Returns when the collector has also given back what it frees of the resident memory, which it
  /// does in the background.
  private static long collectedHeapBytes(Gateway gateway) throws IOException, InterruptedException {
    long bytes = gateway.heapBytes();
    Thread.sleep(GIVING_BACK);
    return bytes;
  }

  private Figures of(Contender contender) {
    return figures.computeIfAbsent(contender.name(), name -> new Figures());
  }

  private static void say(String message) {
    System.err.println(message);
  }
}
