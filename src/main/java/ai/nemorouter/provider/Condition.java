package ai.nemorouter.provider;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// All that one node knows of how one provider does.
final class Condition {
  private static final int MODELS_MAX = 500;
  private static final int SAMPLES_MAX = 256;
  private static final long SAMPLE_AGE_MAX = Circuit.REMEMBERED.toNanos();
  private static final int MEDIAN = 50;
  private static final int SLOW = 95;

  private final Circuit circuit;
  private final Map<String, Speed> speeds = new LinkedHashMap<>(16, 0.75f, true);
  private final Sample[] samples = new Sample[SAMPLES_MAX];
  private long sampled;
  private long limitedUntil;
  private boolean limited;
  private ProviderHealth.@Nullable Trouble trouble;
  private @Nullable Instant accountRefusedAt;

  Condition(LongSupplier clock) {
    circuit = new Circuit(clock);
  }

  /// One call that succeeded.
  ///
  /// @param tokensPerSecond 0 where it is not known
  private record Sample(long at, long firstByteMs, long tokensPerSecond) {}

  Circuit circuit() {
    return circuit;
  }

  synchronized void limitedFor(long now, Duration wait) {
    limitedUntil = now + wait.toNanos();
    limited = true;
  }

  synchronized boolean isLimited(long now) {
    return limited && now - limitedUntil < 0;
  }

  synchronized void remember(ProviderHealth.Trouble happened) {
    trouble = happened;
    if (happened.kind() == ProviderFailure.ACCOUNT && accountRefusedAt == null) {
      accountRefusedAt = happened.at();
    }
  }

  synchronized @Nullable Speed speed(String model) {
    return speeds.get(model);
  }

  synchronized void record(
      long now, String model, Duration firstByte, long outputTokens, Duration whole) {
    accountRefusedAt = null;
    Speed speed = speeds.computeIfAbsent(model, _ -> new Speed(now));
    speed.record(now, firstByte, outputTokens, whole);
    if (speeds.size() > MODELS_MAX) {
      speeds.remove(speeds.keySet().iterator().next());
    }
    samples[(int) (sampled % SAMPLES_MAX)] =
        new Sample(
            now, firstByte.toMillis(), Speed.tokensPerSecond(firstByte, outputTokens, whole));
    sampled++;
  }

  synchronized ProviderHealth.Report report(ProviderHealth.Account account, long now) {
    Circuit.Tally tally = circuit.remembered();
    Sample[] recent =
        Arrays.stream(samples)
            .filter(sample -> sample != null && now - sample.at() <= SAMPLE_AGE_MAX)
            .toArray(Sample[]::new);
    long[] firstBytes = Arrays.stream(recent).mapToLong(Sample::firstByteMs).sorted().toArray();
    long[] rates =
        Arrays.stream(recent)
            .mapToLong(Sample::tokensPerSecond)
            .filter(rate -> rate > 0)
            .sorted()
            .toArray();
    return new ProviderHealth.Report(
        account,
        circuit.state(),
        isLimited(now),
        tally.calls(),
        tally.failures(),
        percentile(firstBytes, MEDIAN),
        percentile(firstBytes, SLOW),
        percentile(rates, MEDIAN),
        trouble,
        accountRefusedAt);
  }

  /// The nearest rank: the smallest value that so many percent do not exceed.
  private static @Nullable Long percentile(long[] sorted, int percent) {
    if (sorted.length == 0) {
      return null;
    }
    int rank = Math.ceilDiv(sorted.length * percent, 100);
    return sorted[Math.max(1, rank) - 1];
  }
}
