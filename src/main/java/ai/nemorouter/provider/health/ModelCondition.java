package ai.nemorouter.provider.health;

import ai.nemorouter.provider.health.ProviderHealth.Caller;
import ai.nemorouter.provider.health.ProviderHealth.Trouble;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// How one provider does with one model: a circuit for each key that it failed, so that what one
/// caller provokes pauses that caller alone. Not thread-safe: its `Condition` guards it.
final class ModelCondition {
  private static final int KEYS_MAX = 1_000;

  private final LongSupplier clock;
  private final RecentAttempts calls;
  private final Map<UUID, KeyCircuit> circuits = new LinkedHashMap<>(16, 0.75f, true);
  private @Nullable Speed speed;
  private long limitedUntil;
  private boolean limited;
  private @Nullable Trouble trouble;

  ModelCondition(LongSupplier clock) {
    this.clock = clock;
    calls = new RecentAttempts(clock.getAsLong());
  }

  private record KeyCircuit(Caller caller, Circuit circuit) {}

  @Nullable Circuit circuit(Caller caller) {
    KeyCircuit found = circuits.get(caller.keyId());
    return found == null ? null : found.circuit();
  }

  void failed(Caller caller) {
    circuits
        .computeIfAbsent(caller.keyId(), _ -> new KeyCircuit(caller, new Circuit(clock)))
        .circuit()
        .failed();
    if (circuits.size() > KEYS_MAX) {
      circuits.remove(circuits.keySet().iterator().next());
    }
  }

  void succeeded(Caller caller, long sentAt) {
    Circuit circuit = circuit(caller);
    if (circuit != null) {
      circuit.succeeded(sentAt);
      if (circuit.isClear()) {
        circuits.remove(caller.keyId());
      }
    }
  }

  void close() {
    circuits.clear();
  }

  void count(boolean failure) {
    calls.count(clock.getAsLong(), failure);
  }

  void remember(Trouble happened) {
    trouble = happened;
  }

  void limitedFor(Duration wait) {
    limitedUntil = clock.getAsLong() + wait.toNanos();
    limited = true;
  }

  boolean isLimited() {
    return limited && clock.getAsLong() - limitedUntil < 0;
  }

  /// Keys that are paused at the moment.
  long paused() {
    return circuits.values().stream().filter(found -> found.circuit().isPausing()).count();
  }

  /// Whether it fails several that have nothing to do with each other.
  ///
  /// @param who tells them apart
  boolean failsSeveral(Function<Caller, UUID> who) {
    return circuits.values().stream()
            .filter(found -> found.circuit().isPausing())
            .map(found -> who.apply(found.caller()))
            .distinct()
            .limit(2)
            .count()
        == 2;
  }

  @Nullable Speed speed() {
    return speed;
  }

  void record(Duration firstByte, long outputTokens, Duration whole) {
    if (speed == null) {
      speed = new Speed(clock.getAsLong());
    }
    speed.record(clock.getAsLong(), firstByte, outputTokens, whole);
  }

  ModelHealth report(String model) {
    long now = clock.getAsLong();
    return new ModelHealth(
        model,
        calls.calls(now),
        calls.failures(now),
        paused(),
        trouble == null ? null : trouble.text(),
        trouble == null ? null : trouble.at());
  }
}
