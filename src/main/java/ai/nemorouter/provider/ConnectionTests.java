package ai.nemorouter.provider;

import ai.nemorouter.access.Permission;
import ai.nemorouter.platform.error.InvalidInputException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// Tests the connection to a provider when somebody asks, but not so often that it could be used to
/// try keys or to look around in networks.
@ApplicationScoped
public class ConnectionTests {
  static final int PER_MINUTE = 10;
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  private final StoredProviders stored;
  private final Providers declared;
  private final ProviderProbe probe;
  private final LongSupplier clock;
  private final Map<Optional<UUID>, Deque<Long>> lately = new ConcurrentHashMap<>();

  ConnectionTests(StoredProviders stored, Providers declared, ProviderProbe probe) {
    this.stored = stored;
    this.declared = declared;
    this.probe = probe;
    this.clock = System::nanoTime;
  }

  /// For people.
  ///
  /// @param models how many it lists; null where that is not known
  /// @param tookMs null where nothing was sent
  @Schema(name = "ConnectionTest")
  public record Result(
      boolean works,
      @Schema(description = "What is wrong and what to do, or that it works.") String message,
      @Schema(description = "How many models it lists; null where it does not say.")
          @Nullable Integer models,
      @Nullable Long tookMs) {}

  /// Waits for the provider's answer.
  public Result run(ProviderOwner holder, String name) {
    holder.authorizeOrThrow(Permission.CHANGE_PROVIDERS);
    if (!admits(holder.orgId())) {
      return new Result(
          false,
          "There were %d tests within a minute, which is the most. Try again in a minute."
              .formatted(PER_MINUTE),
          null,
          null);
    }
    try {
      Provider provider = provider(holder, name);
      ProviderProbe.Finding finding =
          holder.orgId() == null
              ? probe.probe(provider)
              : probe.probe(provider, stored.reach(holder.orgId()));
      return new Result(finding.works(), finding.message(), finding.models(), finding.tookMs());
    } catch (InvalidInputException e) {
      return new Result(false, String.valueOf(e.getMessage()), null, null);
    }
  }

  private Provider provider(ProviderOwner holder, String name) {
    if (holder.orgId() == null) {
      Optional<Provider> known = declared.find(name);
      if (known.isPresent()) {
        return known.get();
      }
    }
    return stored.open(holder, name);
  }

  private boolean admits(@Nullable UUID orgId) {
    long now = clock.getAsLong();
    Deque<Long> times = lately.computeIfAbsent(Optional.ofNullable(orgId), _ -> new ArrayDeque<>());
    synchronized (times) {
      while (!times.isEmpty() && now - times.getFirst() >= MINUTE) {
        times.removeFirst();
      }
      if (times.size() >= PER_MINUTE) {
        return false;
      }
      times.addLast(now);
      return true;
    }
  }
}
