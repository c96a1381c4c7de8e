package ai.nemorouter.catalog.alias;

import ai.nemorouter.platform.database.Database;
import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;

/// The aliases of organizations, as they were at most two seconds ago: on the node that changes
/// one, as they are. Every request asks, so it is plain JDBC; those of a busy organization are read
/// again before they are too old, by one thread while the others take what is there. Who finds
/// nothing shares one reading with all others who do, and its failure too.
@ApplicationScoped
public class AliasLookup {
  private static final String TARGETS = "select name, target from aliases where org_id = ?";
  private static final Duration CACHED_FOR = Duration.ofSeconds(2);
  private static final Duration READ_AGAIN_AFTER = Duration.ofSeconds(1);
  private static final int ORGANIZATIONS_MAX = 20_000;

  private final Database database;
  private final AsyncLoadingCache<UUID, Map<String, String>> cache;

  AliasLookup(Database database) {
    this.database = database;
    this.cache =
        Caffeine.newBuilder()
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .refreshAfterWrite(READ_AGAIN_AFTER)
            .expireAfterWrite(CACHED_FOR)
            .maximumSize(ORGANIZATIONS_MAX)
            .buildAsync(this::read);
  }

  /// @param name in small letters
  public Optional<String> target(UUID orgId, String name) {
    return Optional.ofNullable(all(orgId).get(name));
  }

  /// The targets of all of an organization's aliases by name.
  public Map<String, String> all(UUID orgId) {
    return cache.get(orgId).join();
  }

  private Map<String, String> read(UUID orgId) {
    return database.lookUp(connection -> {
      try (PreparedStatement query = connection.prepareStatement(TARGETS)) {
        query.setObject(1, orgId);
        Map<String, String> targets = new HashMap<>();
        try (ResultSet rows = query.executeQuery()) {
          while (rows.next()) {
            targets.put(rows.getString(1), rows.getString(2));
          }
        }
        return Map.copyOf(targets);
      }
    });
  }

  void forget(UUID orgId) {
    cache.synchronous().invalidate(orgId);
  }
}
