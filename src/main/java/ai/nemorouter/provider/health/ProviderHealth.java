package ai.nemorouter.provider.health;

import ai.nemorouter.provider.Provider;
import jakarta.enterprise.context.ApplicationScoped;
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
/// A call asks `admit` right before it is sent, and tells its `Passage` what became of it.
@ApplicationScoped
public class ProviderHealth {
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

  /// Whose call it is.
  public record Caller(UUID orgId, UUID keyId) {}

  /// Lets a call through, if it may be sent now. While a circuit is half-open only one caller who
  /// could go elsewhere is let through, and must send: to order providers without sending, ask
  /// `isAvailable`.
  ///
  /// @param model as the provider calls it
  /// @param lastResort whether the call has nowhere else to go
  /// @return null if it may not be sent
  public @Nullable Passage admit(
      Provider provider, String model, Caller caller, boolean lastResort) {
    Condition condition = of(provider);
    return condition.admits(ForeignName.bounded(model), caller, lastResort)
        ? new Passage(condition, ForeignName.bounded(model), caller, clock.getAsLong())
        : null;
  }

  /// Whether `admit` would let a call through now that could go elsewhere. Changes nothing.
  public boolean isAvailable(Provider provider, String model, Caller caller) {
    Condition condition = conditions.get(Account.of(provider));
    return condition == null || condition.isAvailable(ForeignName.bounded(model), caller);
  }

  /// Whether it limited the rate of requests of that model a moment ago, or fails callers who have
  /// nothing to do with each other: better ask another first. Calls to it are not refused for that.
  public boolean isStruggling(Provider provider, String model) {
    Condition condition = conditions.get(Account.of(provider));
    return condition != null && condition.isStruggling(ForeignName.bounded(model));
  }

  /// Milliseconds to the first byte, as recent calls on this node found.
  public OptionalLong latencyMs(Provider provider, String model) {
    Condition condition = conditions.get(Account.of(provider));
    return condition == null
        ? OptionalLong.empty()
        : condition.latencyMs(ForeignName.bounded(model));
  }

  /// Output tokens per second, as recent calls on this node found.
  public OptionalLong throughput(Provider provider, String model) {
    Condition condition = conditions.get(Account.of(provider));
    return condition == null
        ? OptionalLong.empty()
        : condition.throughput(ForeignName.bounded(model));
  }

  /// Lets calls through again, whatever happened before.
  public void close(Account account) {
    Condition condition = conditions.get(account);
    if (condition != null) {
      condition.close();
    }
  }

  /// The provider is gone, or became another one under the same name.
  public void forget(Account account) {
    conditions.remove(account);
  }

  /// What there is to tell of each provider that was called.
  List<Report> reports() {
    return conditions.values().stream().map(Condition::report).toList();
  }

  /// What this node knows of one provider.
  ///
  /// @param calls of the last five minutes
  /// @param medianMs to the first byte; null where nothing was measured lately
  /// @param accountRefusedAt since when it turns the account down; null where it does not
  /// @param pausedKeys circuits of a key and a model that are not closed
  /// @param models those that failed or are paused
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
      @Nullable Instant accountRefusedAt,
      long pausedKeys,
      List<ModelHealth> models) {}

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

  private Condition of(Provider provider) {
    return conditions.computeIfAbsent(
        Account.of(provider), account -> new Condition(account, clock));
  }
}
