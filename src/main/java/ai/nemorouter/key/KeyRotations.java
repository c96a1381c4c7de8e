package ai.nemorouter.key;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Reach;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.InvalidInputException;
import ai.nemorouter.platform.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Gives keys new secrets. Everything else about a key stays: its limits, its calls, its settings.
@ApplicationScoped
public class KeyRotations {
  public static final Duration USUAL_GRACE = Duration.ofHours(24);
  public static final Duration GRACE_MAX = Duration.ofDays(30);

  private final Database database;
  private final AuditLog auditLog;

  KeyRotations(Database database, AuditLog auditLog) {
    this.database = database;
    this.auditLog = auditLog;
  }

  /// Makes a new secret. The one before works for the grace period, and a third one that was still
  /// in its own ends at once.
  ///
  /// @param grace zero ends the old secret at once, on every node
  /// @param number how many secrets the key had when its owner asked, so that a form that is sent
  ///   again makes no other; null to rotate in any case
  /// @throws RotatedAlreadyException if it has had more since
  public MintedKey rotate(Actor actor, UUID keyId, Duration grace, @Nullable Integer number) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_KEYS);
    requireGrace(grace);
    return database
        .of(actor.orgId())
        .inTransaction(handle ->
            rotate(
                handle,
                actor,
                KeyRows.lockOrThrow(handle, actor.orgId(), keyId, reach),
                grace,
                number));
  }

  private MintedKey rotate(
      Handle handle, Actor actor, Key before, Duration grace, @Nullable Integer number) {
    KeyRights.changeOrThrow(actor, before.teamId(), before.ownerId());
    if (number != null && number != before.secretNumber()) {
      throw new RotatedAlreadyException();
    }
    if (before.revokedAt() != null) {
      throw new InvalidInputException("key", "A revoked key gets no new secret. Mint another one.");
    }
    KeySecret secret = KeySecret.mint();
    handle
        .createUpdate(
            """
            update keys set previous_hash = secret_hash, previous_last_four = last_four, previous_used_at = secret_used_at,
              previous_until = clock_timestamp() + :grace::interval,
              secret_hash = :secretHash, last_four = :lastFour, secret_number = secret_number + 1,
              secret_created_at = clock_timestamp(), secret_used_at = null, updated_at = now()
            where org_id = :orgId and id = :keyId
            """)
        .bind("grace", grace.toSeconds() + " seconds")
        .bind("secretHash", secret.sha256())
        .bind("lastFour", secret.lastFour())
        .bind("orgId", before.orgId())
        .bind("keyId", before.id())
        .execute();
    Key key = KeyRows.lockOrThrow(handle, before.orgId(), before.id(), Reach.EVERYWHERE);
    auditLog.record(
        handle,
        actor,
        "key.rotated",
        KeyHistory.target(key),
        Json.object()
            .put("name", key.name())
            .put("old_secret", key.previousLabel())
            .put("new_secret", key.label())
            .put("old_secret_until", String.valueOf(key.previousUntil())));
    return new MintedKey(key, secret);
  }

  /// Ends the secret before the newest one, before its time: once this returns, no call starts with
  /// it on any node. Does nothing where none is in its grace period.
  public void endPrevious(Actor actor, UUID keyId) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_KEYS);
    database
        .of(actor.orgId())
        .useTransaction(handle -> {
          Key key = KeyRows.lockOrThrow(handle, actor.orgId(), keyId, reach);
          KeyRights.changeOrThrow(actor, key.teamId(), key.ownerId());
          int ended =
              handle
                  .createUpdate(
                      """
                      update keys set previous_until = clock_timestamp(), updated_at = now()
                      where org_id = :orgId and id = :keyId and previous_until > clock_timestamp()
                      """)
                  .bind("orgId", key.orgId())
                  .bind("keyId", key.id())
                  .execute();
          if (ended > 0) {
            auditLog.record(
                handle,
                actor,
                "key.secret_ended",
                KeyHistory.target(key),
                Json.object()
                    .put("name", key.name())
                    .put("secret", key.previousLabel())
                    .put("would_have_ended", String.valueOf(key.previousUntil())));
          }
        });
  }

  static void requireGrace(Duration grace) {
    if (grace.isNegative() || grace.compareTo(GRACE_MAX) > 0) {
      throw new InvalidInputException(
          "grace", "Let the old secret work for at most " + GRACE_MAX.toDays() + " days.");
    }
  }
}
