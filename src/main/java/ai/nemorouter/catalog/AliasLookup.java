package ai.nemorouter.catalog;

import ai.nemorouter.platform.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// The aliases of organizations, as they were at most two seconds ago: on the node that changes
/// one, as they are.
@ApplicationScoped
class AliasLookup {
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final int ORGANIZATIONS_MAX = 20_000;

  private final Database database;
  private final AliasRows rows;
  private final Map<UUID, Read> cache = new ConcurrentHashMap<>();

  AliasLookup(Database database, AliasRows rows) {
    this.database = database;
    this.rows = rows;
  }

  private record Read(Map<String, String> targets, long nanoTime) {
    boolean isFresh() {
      return System.nanoTime() - nanoTime < FRESH_NANOS;
    }
  }

  /// @param name in small letters
  Optional<String> target(UUID orgId, String name) {
    return Optional.ofNullable(all(orgId).get(name));
  }

  /// The targets of all of an organization's aliases by name.
  Map<String, String> all(UUID orgId) {
    Read known = cache.get(orgId);
    if (known != null && known.isFresh()) {
      return known.targets();
    }
    if (cache.size() >= ORGANIZATIONS_MAX) {
      cache.values().removeIf(read -> !read.isFresh());
    }
    long begun = System.nanoTime();
    Map<String, String> targets =
        database.joining(
            orgId,
            () ->
                rows.targets(orgId).stream()
                    .collect(Collectors.toMap(AliasRows.Target::name, AliasRows.Target::target)));
    Read read = new Read(Map.copyOf(targets), begun);
    cache.put(orgId, read);
    return read.targets();
  }

  void forget(UUID orgId) {
    cache.remove(orgId);
  }
}
