package ai.nemorouter.key;

import ai.nemorouter.platform.Database;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/// Tells the gateway whose secret it was shown, and remembers when each key was last used.
@ApplicationScoped
public class KeyRing {
  private static final RowMapper<KeyIdentity> IDENTITY = ConstructorMapper.of(KeyIdentity.class);
  private static final Duration CACHED_FOR = Duration.ofSeconds(2);
  private static final int CACHED_MAX = 100_000;

  private final Database database;
  private final Cache<ByteBuffer, KeyIdentity> identities =
      Caffeine.newBuilder().expireAfterWrite(CACHED_FOR).maximumSize(CACHED_MAX).build();
  private final Map<Use, Instant> uses = new ConcurrentHashMap<>();

  private record Use(UUID orgId, UUID keyId) {}

  KeyRing(Database database) {
    this.database = database;
  }

  /// The key as it is at this moment.
  public Optional<KeyIdentity> find(byte[] secretHash) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .createQuery(
                    """
                    select k.org_id, k.team_id, k.id as key_id, k.name as key_name, k.last_four, k.owner_id,
                      k.disabled_at, k.revoked_at, k.expires_at,
                      t.archived_at as team_archived_at, o.suspended_at as org_suspended_at
                    from keys k
                    join teams t on t.org_id = k.org_id and t.id = k.team_id
                    join organizations o on o.id = k.org_id
                    where k.secret_hash = :secretHash
                    """)
                .bind("secretHash", secretHash)
                .map(IDENTITY)
                .findOne());
  }

  /// The key as it was at most two seconds ago: good enough to begin a call with, because the hold
  /// looks at the row itself. A secret that was not found is looked up again each time, so a new
  /// key works at once.
  public Optional<KeyIdentity> cached(byte[] secretHash) {
    ByteBuffer name = ByteBuffer.wrap(secretHash);
    KeyIdentity known = identities.getIfPresent(name);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<KeyIdentity> found = find(secretHash);
    found.ifPresent(identity -> identities.put(name, identity));
    return found;
  }

  /// Notes that a call came with this key. Written down a few seconds later, together with all
  /// others, so that a busy key's row is not rewritten by every call.
  public void used(UUID orgId, UUID keyId) {
    uses.put(new Use(orgId, keyId), Instant.now());
  }

  void stop(@Observes ShutdownEvent event) {
    recordUses();
  }

  @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void recordUses() {
    List<Map.Entry<Use, Instant>> noted =
        uses.entrySet().stream()
            .map(use -> Map.entry(use.getKey(), use.getValue()))
            .sorted(Comparator.comparing(use -> use.getKey().keyId()))
            .toList();
    if (noted.isEmpty()) {
      return;
    }
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle
                .createUpdate(
                    """
                    update keys k set last_used_at = greatest(k.last_used_at, u.used_at)
                    from unnest(:orgIds, :keyIds, cast(:usedAt as timestamptz[])) u(org_id, key_id, used_at)
                    where k.org_id = u.org_id and k.id = u.key_id
                    """)
                .bindArray(
                    "orgIds", UUID.class, noted.stream().map(use -> use.getKey().orgId()).toList())
                .bindArray(
                    "keyIds", UUID.class, noted.stream().map(use -> use.getKey().keyId()).toList())
                .bindArray(
                    "usedAt",
                    String.class,
                    noted.stream().map(use -> use.getValue().toString()).toList())
                .execute());
    noted.forEach(use -> uses.remove(use.getKey(), use.getValue()));
  }
}
