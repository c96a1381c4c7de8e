package ai.nemorouter.key;

import ai.nemorouter.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Changes how keys stand, for other features: as part of a transaction that has authorized it and
/// writes it down.
@ApplicationScoped
public class KeyStates {
  private final KeyQueries queries;
  private final Database database;

  KeyStates(KeyQueries queries, Database database) {
    this.queries = queries;
    this.database = database;
  }

  /// When what happened to a key that has a history; null for what did not.
  public record Dates(
      Instant createdAt,
      @Nullable Instant disabledAt,
      @Nullable Instant expiresAt,
      @Nullable Instant revokedAt,
      @Nullable Instant lastUsedAt) {}

  public void disable(UUID orgId, UUID keyId) {
    queries.disable(orgId, keyId, database.now());
  }

  /// Ends keys for good, on every node at once.
  ///
  /// @return how many were not revoked before
  public int revoke(UUID orgId, List<UUID> keyIds) {
    return queries.revoke(orgId, keyIds, database.now());
  }

  /// Gives a key a past.
  public void date(UUID orgId, UUID keyId, Dates dates) {
    queries.date(
        orgId,
        keyId,
        dates.createdAt(),
        dates.disabledAt(),
        dates.expiresAt(),
        dates.revokedAt(),
        dates.lastUsedAt());
  }

  /// Takes the keys from people whose accounts are removed, in all organizations.
  public void disown(List<UUID> userIds) {
    queries.disown(userIds);
  }
}
