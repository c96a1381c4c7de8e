package ai.nemorouter.provider;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// How the providers do, as the calls of this node found them: whether to send one more call, and
/// how fast each serves its models. Nodes do not ask each other; `HealthReports` lets people see
/// all of them.
///
/// Who sends a call asks `admits` right before, and tells what became of it exactly once:
/// `succeeded`, `limited` or `failed`.
@ApplicationScoped
public class ProviderHealth {
  static final Duration LONGEST_COOL_DOWN = Duration.ofSeconds(60);
  private static final Duration USUAL_COOL_DOWN = Duration.ofSeconds(5);

  private final LongSupplier clock;
  private final Map<Account, Condition> conditions = new ConcurrentHashMap<>();

  /// A provider as it is known for long: its address and credential may change.
  public record Account(@Nullable UUID orgId, String name) {
    public static Account of(Provider provider) {
      return new Account(provider.orgId(), provider.name());
    }

    /// As `text` writes it.
    static Account of(String text) {
      int slash = text.indexOf('/');
      return slash < 0
          ? new Account(null, text)
          : new Account(UUID.fromString(text.substring(0, slash)), text.substring(slash + 1));
    }

    /// One word that no two accounts share.
    String text() {
      return orgId == null ? name : orgId + "/" + name;
    }
  }

  ProviderHealth() {
    this(System::nanoTime);
  }

  /// @param clock monotonic, in nanoseconds
  ProviderHealth(LongSupplier clock) {
    this.clock = clock;
  }

  /// Whether a call may be sent now. While the circuit is half-open only one caller is told so, and
  /// it must send: to order providers without sending, ask `isAvailable`.
  public boolean admits(Provider provider) {
    return of(provider).circuit().admits();
  }

  /// Whether `admits` would let a call through now. Changes nothing.
  public boolean isAvailable(Provider provider) {
    Condition condition = conditions.get(Account.of(provider));
    return condition == null || condition.circuit().wouldAdmit();
  }

  /// Whether it limited the rate of requests a moment ago: better ask another first. Calls to it
  /// are not refused for that.
  public boolean isLimited(Provider provider) {
    Condition condition = conditions.get(Account.of(provider));
    return condition != null && condition.isLimited(clock.getAsLong());
  }

  /// @param firstByte from sending to the first byte of the answer's body
  /// @param outputTokens of the answer; 0 where they are not known
  /// @param whole from sending to the end of the answer
  public void succeeded(
      Provider provider, String model, Duration firstByte, long outputTokens, Duration whole) {
    Condition condition = of(provider);
    condition.circuit().succeeded();
    condition.record(clock.getAsLong(), model, firstByte, outputTokens, whole);
  }

  public void failed(Provider provider, String model, ProviderFailure kind) {
    failed(provider, model, kind, null);
  }

  /// @param detail what is known of it, free of secrets and of what callers sent
  public void failed(
      Provider provider, String model, ProviderFailure kind, @Nullable String detail) {
    Condition condition = of(provider);
    switch (kind) {
      case UNREACHABLE, TIMEOUT, SERVER_ERROR, BROKEN, ACCOUNT -> condition.circuit().failed();
      case RATE_LIMITED -> limited(provider, null);
      case CALLER -> condition.circuit().succeeded();
      case ABANDONED -> condition.circuit().undecided();
    }
    if (kind.isItsOwn() || kind == ProviderFailure.RATE_LIMITED) {
      condition.remember(new Trouble(kind, model, detail, Instant.now()));
    }
  }

  /// It limits the rate of requests.
  ///
  /// @param retryAfter what it said of when to come back; null if nothing
  public void limited(Provider provider, @Nullable Duration retryAfter) {
    Condition condition = of(provider);
    condition.circuit().succeeded();
    Duration wait = retryAfter == null || retryAfter.isNegative() ? USUAL_COOL_DOWN : retryAfter;
    condition.limitedFor(
        clock.getAsLong(), wait.compareTo(LONGEST_COOL_DOWN) > 0 ? LONGEST_COOL_DOWN : wait);
  }

  /// Milliseconds to the first byte, as recent calls on this node found.
  public OptionalLong latencyMs(Provider provider, String model) {
    Speed speed = speed(provider, model);
    return speed == null ? OptionalLong.empty() : speed.firstByteMs(clock.getAsLong());
  }

  /// Output tokens per second, as recent calls on this node found.
  public OptionalLong throughput(Provider provider, String model) {
    Speed speed = speed(provider, model);
    return speed == null ? OptionalLong.empty() : speed.tokensPerSecond(clock.getAsLong());
  }

  /// Lets calls through again, whatever happened before.
  public void close(Account account) {
    Condition condition = conditions.get(account);
    if (condition != null) {
      condition.circuit().close();
    }
  }

  /// The provider is gone, or became another one under the same name.
  public void forget(Account account) {
    conditions.remove(account);
  }

  /// What there is to tell of each provider that was called.
  List<Report> reports() {
    long now = clock.getAsLong();
    return conditions.entrySet().stream()
        .map(entry -> entry.getValue().report(entry.getKey(), now))
        .toList();
  }

  /// What this node knows of one provider.
  ///
  /// @param calls of the last five minutes
  /// @param medianMs to the first byte; null where nothing was measured lately
  /// @param accountRefusedAt since when it turns the account down; null where it does not
  record Report(
      Account account,
      Circuit.State state,
      boolean limited,
      long calls,
      long failures,
      @Nullable Long medianMs,
      @Nullable Long slowMs,
      @Nullable Long tokensPerSecond,
      @Nullable Trouble trouble,
      @Nullable Instant accountRefusedAt) {}

  /// The last thing that went wrong.
  record Trouble(ProviderFailure kind, String model, @Nullable String detail, Instant at) {
    /// As a sentence.
    String text() {
      return "It "
          + kind.words()
          + (detail == null ? "" : " (" + detail + ")")
          + ", asked for "
          + model
          + ".";
    }
  }

  private @Nullable Speed speed(Provider provider, String model) {
    Condition condition = conditions.get(Account.of(provider));
    return condition == null ? null : condition.speed(model);
  }

  private Condition of(Provider provider) {
    return conditions.computeIfAbsent(Account.of(provider), _ -> new Condition(clock));
  }
}
