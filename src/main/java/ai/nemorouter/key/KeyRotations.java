package ai.nemorouter.key;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Reach;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.key.identity.KeySecret;
import ai.nemorouter.key.owner.KeyRights;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Gives keys new secrets. Everything else about a key stays: its limits, its calls, its settings.
@ForActor
@ApplicationScoped
public class KeyRotations {
  public static final Duration USUAL_GRACE = Duration.ofHours(24);
  public static final Duration GRACE_MAX = Duration.ofDays(30);

  private final KeyRows rows;
  private final Database database;
  private final AuditLog auditLog;

  KeyRotations(KeyRows rows, Database database, AuditLog auditLog) {
    this.rows = rows;
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
    KeyEntity row = rows.lockOrThrow(actor.orgId(), keyId, reach);
    requireRotatable(actor, row.toKey(), number);
    KeySecret secret = KeySecret.mint();
    row.rotate(secret, grace, database.now());
    Key key = row.toKey();
    auditLog.record(
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

  private static void requireRotatable(Actor actor, Key key, @Nullable Integer number) {
    KeyRights.changeOrThrow(actor, key.teamId(), key.ownerId());
    requireNumber(number, key.secretNumber());
    if (key.revokedAt() != null) {
      throw new InvalidInputException("key", "A revoked key gets no new secret. Mint another one.");
    }
  }

  /// Ends the secret before the newest one, before its time: once this returns, no call starts with
  /// it on any node. Does nothing where none is in its grace period.
  public void endPrevious(Actor actor, UUID keyId) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_KEYS);
    KeyEntity row = rows.lockOrThrow(actor.orgId(), keyId, reach);
    Key before = row.toKey();
    KeyRights.changeOrThrow(actor, before.teamId(), before.ownerId());
    if (row.endPrevious(database.now())) {
      auditLog.record(
          actor,
          "key.secret_ended",
          KeyHistory.target(before),
          Json.object()
              .put("name", before.name())
              .put("secret", before.previousLabel())
              .put("would_have_ended", String.valueOf(before.previousUntil())));
    }
  }

  /// @param number how many secrets there were when it was asked for; null where that is all the
  ///   same
  /// @throws RotatedAlreadyException if there are more by now
  public static void requireNumber(@Nullable Integer number, int secretNumber) {
    if (number != null && number != secretNumber) {
      throw new RotatedAlreadyException();
    }
  }

  public static void requireGrace(Duration grace) {
    if (grace.isNegative() || grace.compareTo(GRACE_MAX) > 0) {
      throw new InvalidInputException(
          "grace", "Let the old secret work for at most " + GRACE_MAX.toDays() + " days.");
    }
  }
}
