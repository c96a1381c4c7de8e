package ai.nemorouter.benchmark;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What was measured of one contender, over all rounds.
final class Figures {
  private final Map<Integer, List<Throughput>> throughputs = new TreeMap<>();
  private final List<Throughput> chunks = new ArrayList<>();
  private Latencies whole = new Latencies(new long[0], 0);
  private Latencies streamed = new Latencies(new long[0], 0);
  private long answered;
  private long errors;
  private long hungUp;
  private double openStreamResidentBytes = Double.NaN;
  private double openStreamHeapBytes = Double.NaN;
  private long residentBytes;
  private long databaseResidentBytes;

  /// For its count of requests and errors only.
  void addWarmUp(Throughput throughput) {
    answered += throughput.answered();
    errors += throughput.errors();
  }

  void add(int connections, Throughput throughput) {
    addWarmUp(throughput);
    throughputs.computeIfAbsent(connections, c -> new ArrayList<>()).add(throughput);
  }

  void addChunks(Throughput throughput) {
    addWarmUp(throughput);
    chunks.add(throughput);
  }

  /// @param streams how many were open, and then hung up
  /// @param residentBytes of one of them, as is `heapBytes`
  void setOpenStreams(long streams, double residentBytes, double heapBytes) {
    hungUp = streams;
    openStreamResidentBytes = residentBytes;
    openStreamHeapBytes = heapBytes;
  }

  void addWhole(OpenLoop.Outcome outcome) {
    whole = whole.and(outcome.latencies());
    count(outcome);
  }

  void addStreamed(OpenLoop.Outcome outcome) {
    streamed = streamed.and(outcome.latencies());
    count(outcome);
  }

  void setMemory(long processBytes, long databaseBytes) {
    residentBytes = processBytes;
    databaseResidentBytes = databaseBytes;
  }

  /// The median of the rounds.
  double perSecond(int connections) {
    return median(throughputs.getOrDefault(connections, List.of()));
  }

  double chunksPerSecond() {
    return median(chunks);
  }

  private static double median(List<Throughput> unsorted) {
    List<Throughput> rounds =
        unsorted.stream().sorted(Comparator.comparingDouble(Throughput::perSecond)).toList();
    return rounds.isEmpty() ? Double.NaN : rounds.get(rounds.size() / 2).perSecond();
  }

  double openStreamResidentBytes() {
    return openStreamResidentBytes;
  }

  double openStreamHeapBytes() {
    return openStreamHeapBytes;
  }

  /// Streams that the benchmark hung up on.
  long hungUp() {
    return hungUp;
  }

  Latencies whole() {
    return whole;
  }

  Latencies streamed() {
    return streamed;
  }

  /// Every right answer, those of warm-ups included.
  long answered() {
    return answered;
  }

  long errors() {
    return errors;
  }

  long residentBytes() {
    return residentBytes;
  }

  /// 0 for those without a database.
  long databaseResidentBytes() {
    return databaseResidentBytes;
  }

  private void count(OpenLoop.Outcome outcome) {
    answered += outcome.answered();
    errors += outcome.latencies().errors();
  }
}
