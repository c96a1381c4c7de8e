package ai.nemorouter.key.identity;

import ai.nemorouter.platform.database.Database;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/// Tells the gateway whose secret it was shown, and remembers when each key was last used. Every
/// call comes through here, so it looks up in plain JDBC without a transaction, as the hold engine
/// does: Hibernate would open one for each look-up, which is another round trip.
@ApplicationScoped
public class KeyRing {
  private static final String IDENTITY =
      """
      select k.org_id, k.team_id, k.id as key_id, k.name as key_name, k.owner_id,
        k.disabled_at, k.revoked_at, k.expires_at,
        t.archived_at as team_archived_at, o.suspended_at as org_suspended_at,
        case when k.newest then k.last_four else k.previous_last_four end as last_four,
        case when k.newest then k.secret_number else k.secret_number - 1 end as secret_number,
        case when not k.newest then k.previous_until end as secret_until,
        k.allowed_models, k.allowed_endpoints, k.allowed_addresses,
        t.allowed_models as team_allowed_models, o.allowed_models as org_allowed_models
      from (%s) k
      join teams t on t.org_id = k.org_id and t.id = k.team_id
      join organizations o on o.id = k.org_id
      """;

  private static final String OF_SECRET =
      IDENTITY.formatted(
          "select *, secret_hash = ? as newest from keys where secret_hash = ? or previous_hash = ?");

  private static final String OF_ID =
      IDENTITY.formatted("select *, true as newest from keys where org_id = ? and id = ?");

  private static final String OWNER =
      "select owner_id from keys where org_id = ? and id = ? and owner_id is not null";

  private static final String USED =
      """
      update keys k set last_used_at = greatest(k.last_used_at, u.any_secret),
        secret_used_at = greatest(k.secret_used_at, u.newest),
        previous_used_at = greatest(k.previous_used_at, u.previous)
      from (
        select x.org_id, x.key_id, max(x.used_at) any_secret,
          max(x.used_at) filter (where x.secret = s.secret_number) newest,
          max(x.used_at) filter (where x.secret = s.secret_number - 1) previous
        from unnest(cast(:orgIds as uuid[]), cast(:keyIds as uuid[]), cast(:secrets as int[]), cast(:usedAt as timestamptz[]))
          x(org_id, key_id, secret, used_at)
        join keys s on s.org_id = x.org_id and s.id = x.key_id
        group by x.org_id, x.key_id) u
      where k.org_id = u.org_id and k.id = u.key_id
      """;

  private static final Duration CACHED_FOR = Duration.ofSeconds(2);
  private static final int CACHED_MAX = 100_000;

  private final Database database;
  private final Session session;
  private final Cache<ByteBuffer, KeyIdentity> identities =
      Caffeine.newBuilder().expireAfterWrite(CACHED_FOR).maximumSize(CACHED_MAX).build();
  private final Map<Use, Instant> uses = new ConcurrentHashMap<>();

  private record Use(UUID orgId, UUID keyId, int secret) {}

  KeyRing(Database database, Session session) {
    this.database = database;
    this.session = session;
  }

  /// The key as it is at this moment.
  public Optional<KeyIdentity> find(byte[] secretHash) {
    return database.lookUp(connection -> {
      try (PreparedStatement query = connection.prepareStatement(OF_SECRET)) {
        query.setBytes(1, secretHash);
        query.setBytes(2, secretHash);
        query.setBytes(3, secretHash);
        try (ResultSet row = query.executeQuery()) {
          return row.next() ? Optional.of(identity(row)) : Optional.empty();
        }
      }
    });
  }

  /// The key as it is at this moment, as if its newest secret had been shown: for requests of the
  /// console that come with a pass.
  public Optional<KeyIdentity> ofPass(KeyPasses.Pass pass) {
    return database.lookUp(connection -> {
      try (PreparedStatement query = connection.prepareStatement(OF_ID)) {
        query.setObject(1, pass.orgId());
        query.setObject(2, pass.keyId());
        try (ResultSet row = query.executeQuery()) {
          return row.next() ? Optional.of(identity(row)) : Optional.empty();
        }
      }
    });
  }

  private static KeyIdentity identity(ResultSet row) throws SQLException {
    return new KeyIdentity(
        row.getObject("org_id", UUID.class),
        row.getObject("team_id", UUID.class),
        row.getObject("key_id", UUID.class),
        row.getString("key_name"),
        row.getString("last_four"),
        row.getObject("owner_id", UUID.class),
        time(row, "disabled_at"),
        time(row, "revoked_at"),
        time(row, "expires_at"),
        time(row, "team_archived_at"),
        time(row, "org_suspended_at"),
        row.getInt("secret_number"),
        time(row, "secret_until"),
        words(row, "allowed_models"),
        words(row, "allowed_endpoints"),
        words(row, "allowed_addresses"),
        words(row, "team_allowed_models"),
        words(row, "org_allowed_models"));
  }

  private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  private static List<String> words(ResultSet row, String column) throws SQLException {
    return List.of((String[]) row.getArray(column).getArray());
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

  /// The same without waiting; empty also where the key is known but was not looked up of late.
  public Optional<KeyIdentity> atHand(byte[] secretHash) {
    return Optional.ofNullable(identities.getIfPresent(ByteBuffer.wrap(secretHash)));
  }

  /// The member who owns the key at this moment; empty for a service key.
  public Optional<UUID> ownerOf(KeyIdentity key) {
    return database.lookUp(connection -> {
      try (PreparedStatement query = connection.prepareStatement(OWNER)) {
        query.setObject(1, key.orgId());
        query.setObject(2, key.keyId());
        try (ResultSet row = query.executeQuery()) {
          return row.next() ? Optional.of(row.getObject(1, UUID.class)) : Optional.empty();
        }
      }
    });
  }

  /// Notes that a call came with this key. Written down a few seconds later, together with all
  /// others, so that a busy key's row is not rewritten by every call.
  public void used(KeyIdentity key) {
    uses.put(new Use(key.orgId(), key.keyId(), key.secretNumber()), Instant.now());
  }

  void stop(@Observes ShutdownEvent event) {
    recordUses();
  }

  @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  public void recordUses() {
    List<Map.Entry<Use, Instant>> noted =
        uses.entrySet().stream()
            .map(use -> Map.entry(use.getKey(), use.getValue()))
            .sorted(Comparator.comparing(use -> use.getKey().keyId()))
            .toList();
    if (noted.isEmpty()) {
      return;
    }
    database.inInstallation(() ->
        session
            .createNativeMutationQuery(USED)
            .setParameter(
                "orgIds", noted.stream().map(use -> use.getKey().orgId()).toArray(UUID[]::new))
            .setParameter(
                "keyIds", noted.stream().map(use -> use.getKey().keyId()).toArray(UUID[]::new))
            .setParameter(
                "secrets", noted.stream().map(use -> use.getKey().secret()).toArray(Integer[]::new))
            .setParameter("usedAt", noted.stream().map(Map.Entry::getValue).toArray(Instant[]::new))
            .executeUpdate());
    noted.forEach(use -> uses.remove(use.getKey(), use.getValue()));
  }
}
