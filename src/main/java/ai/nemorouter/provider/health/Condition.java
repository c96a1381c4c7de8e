package ai.nemorouter.provider.health;

import ai.nemorouter.provider.health.ProviderHealth.Account;
import ai.nemorouter.provider.health.ProviderHealth.Caller;
import ai.nemorouter.provider.health.ProviderHealth.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// All that one node knows of how one provider does: a circuit that all callers share and that no
/// caller can open, and what is known of each model.
final class Condition {
  static final Duration LONGEST_COOL_DOWN = Duration.ofSeconds(60);
  static final Duration SHORTEST_COOL_DOWN = Duration.ofSeconds(5);
  private static final int MODELS_MAX = 500;
  private static final int MODELS_TOLD_MAX = 50;
  private static final int SAMPLES_MAX = 256;
  private static final long SAMPLE_AGE_MAX = RecentAttempts.REMEMBERED.toNanos();
  private static final int MEDIAN = 50;
  private static final int SLOW = 95;

  private final Account account;
  private final LongSupplier clock;
  private final Circuit circuit;
  private final RecentAttempts calls;
  private final Map<String, ModelCondition> models = new LinkedHashMap<>(16, 0.75f, true);
  private final Sample[] samples = new Sample[SAMPLES_MAX];

  /// The callers that were told, since the last success, that the account is rejected; two suffice.
  private final Set<UUID> refused = new HashSet<>();

  private long sampled;
  private @Nullable Trouble trouble;
  private @Nullable Instant accountRefusedAt;

  Condition(Account account, LongSupplier clock) {
    this.account = account;
    this.clock = clock;
    circuit = new Circuit(clock);
    calls = new RecentAttempts(clock.getAsLong());
  }

  /// One call that succeeded.
  ///
  /// @param tokensPerSecond 0 where it is not known
  private record Sample(long at, long firstByteMs, long tokensPerSecond) {}

  synchronized boolean admits(String model, Caller caller, boolean lastResort) {
    if (!circuit.wouldAdmit(lastResort)) {
      return false;
    }
    Circuit own = circuitOf(model, caller);
    return (own == null || own.admits(lastResort)) && circuit.admits(lastResort);
  }

  synchronized boolean isAvailable(String model, Caller caller) {
    Circuit own = circuitOf(model, caller);
    return circuit.wouldAdmit(false) && (own == null || own.wouldAdmit(false));
  }

  /// Whether it is better asked after others: it limits the rate, or fails several callers.
  synchronized boolean isStruggling(String model) {
    ModelCondition found = models.get(model);
    return found != null && (found.isLimited() || found.failsSeveral(this::witness));
  }

  synchronized void succeeded(
      String model,
      Caller caller,
      long sentAt,
      Duration firstByte,
      long outputTokens,
      Duration whole) {
    ModelCondition asked = ofModel(model);
    circuit.succeeded(sentAt);
    asked.succeeded(caller, sentAt);
    refused.clear();
    accountRefusedAt = null;
    count(asked, false);
    asked.record(firstByte, outputTokens, whole);
    samples[(int) (sampled % SAMPLES_MAX)] =
        new Sample(
            clock.getAsLong(),
            firstByte.toMillis(),
            Speed.tokensPerSecond(firstByte, outputTokens, whole));
    sampled++;
  }

  synchronized void failed(
      String model, Caller caller, long sentAt, ProviderFailure kind, @Nullable String detail) {
    ModelCondition asked = ofModel(model);
    switch (kind) {
      case UNREACHABLE -> {
        circuit.failed();
        releaseProbe(asked, caller);
      }
      case ACCOUNT -> {
        turnedDown(caller);
        asked.failed(caller);
      }
      case TIMEOUT -> {
        circuit.releaseProbe();
        asked.failed(caller);
      }
      case SERVER_ERROR, BROKEN -> {
        circuit.succeeded(sentAt);
        asked.failed(caller);
      }
      case UNUSABLE -> {
        circuit.succeeded(sentAt);
        releaseProbe(asked, caller);
      }
      case RATE_LIMITED, CALLER -> {
        circuit.succeeded(sentAt);
        asked.succeeded(caller, sentAt);
      }
      case ABANDONED -> {
        circuit.releaseProbe();
        releaseProbe(asked, caller);
      }
    }
    note(asked, new Trouble(kind, model, detail, Instant.now()));
  }

  /// @param retryAfter what it said of when to come back
  synchronized void limitedFor(String model, Duration retryAfter) {
    ofModel(model)
        .limitedFor(
            Duration.ofSeconds(
                Math.clamp(
                    retryAfter.toSeconds(),
                    SHORTEST_COOL_DOWN.toSeconds(),
                    LONGEST_COOL_DOWN.toSeconds())));
  }

  synchronized void close() {
    circuit.close();
    refused.clear();
    models.values().forEach(ModelCondition::close);
  }

  synchronized OptionalLong latencyMs(String model) {
    Speed speed = speed(model);
    return speed == null ? OptionalLong.empty() : speed.firstByteMs(clock.getAsLong());
  }

  synchronized OptionalLong throughput(String model) {
    Speed speed = speed(model);
    return speed == null ? OptionalLong.empty() : speed.tokensPerSecond(clock.getAsLong());
  }

  synchronized ProviderHealth.Report report() {
    long now = clock.getAsLong();
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
        models.values().stream().anyMatch(ModelCondition::isLimited),
        calls.calls(now),
        calls.failures(now),
        percentile(firstBytes, MEDIAN),
        percentile(firstBytes, SLOW),
        percentile(rates, MEDIAN),
        trouble,
        accountRefusedAt,
        models.values().stream().mapToLong(ModelCondition::paused).sum(),
        troubledModels());
  }

  private List<ModelHealth> troubledModels() {
    return models.entrySet().stream()
        .map(entry -> entry.getValue().report(entry.getKey()))
        .filter(ModelHealth::isTroubled)
        .sorted(
            Comparator.comparingLong(ModelHealth::failures)
                .reversed()
                .thenComparing(ModelHealth::model))
        .limit(MODELS_TOLD_MAX)
        .toList();
  }

  /// A status such as 401 may be about one caller's request, so that one alone proves nothing.
  private void turnedDown(Caller caller) {
    if (refused.size() < 2) {
      refused.add(witness(caller));
    }
    if (refused.size() < 2) {
      circuit.releaseProbe();
    } else {
      circuit.failed();
    }
  }

  private static void releaseProbe(ModelCondition asked, Caller caller) {
    Circuit own = asked.circuit(caller);
    if (own != null) {
      own.releaseProbe();
    }
  }

  private void note(ModelCondition asked, Trouble happened) {
    ProviderFailure kind = happened.kind();
    if (kind == ProviderFailure.ABANDONED) {
      return;
    }
    count(asked, kind.isItsOwn());
    if (kind != ProviderFailure.CALLER) {
      trouble = happened;
      asked.remember(happened);
    }
    if (kind == ProviderFailure.ACCOUNT && accountRefusedAt == null) {
      accountRefusedAt = happened.at();
    }
  }

  private void count(ModelCondition asked, boolean failure) {
    calls.count(clock.getAsLong(), failure);
    asked.count(failure);
  }

  /// Organizations that share a provider are strangers to each other; within one, keys are.
  private UUID witness(Caller caller) {
    return account.orgId() == null ? caller.orgId() : caller.keyId();
  }

  private @Nullable Circuit circuitOf(String model, Caller caller) {
    ModelCondition found = models.get(model);
    return found == null ? null : found.circuit(caller);
  }

  private @Nullable Speed speed(String model) {
    ModelCondition found = models.get(model);
    return found == null ? null : found.speed();
  }

  private ModelCondition ofModel(String model) {
    ModelCondition found = models.computeIfAbsent(model, _ -> new ModelCondition(clock));
    if (models.size() > MODELS_MAX) {
      models.remove(models.keySet().iterator().next());
    }
    return found;
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
