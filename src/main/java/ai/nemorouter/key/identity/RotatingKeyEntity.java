package ai.nemorouter.key.identity;

import ai.nemorouter.platform.database.OfOrganization;
import jakarta.persistence.MappedSuperclass;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The row of a key or management key as far as its secret goes: the newest one, and the one before
/// it while its grace period lasts. All times are the database's.
@MappedSuperclass
public abstract class RotatingKeyEntity extends OfOrganization {
  private byte[] secretHash;
  protected String lastFour;
  protected int secretNumber;
  protected Instant secretCreatedAt;

  /// Read by the look-up of a secret alone.
  @SuppressWarnings("UnusedVariable")
  private byte @Nullable [] previousHash;

  protected @Nullable String previousLastFour;
  protected @Nullable Instant previousUntil;
  protected @Nullable Instant revokedAt;

  /// For Hibernate alone.
  protected RotatingKeyEntity() {}

  /// With its first secret.
  protected RotatingKeyEntity(UUID orgId, KeySecret secret, Instant now) {
    super(orgId);
    become(secret, now);
  }

  /// Gives it another secret; the one before works for the grace period.
  public void rotate(KeySecret secret, Duration grace, Instant now) {
    previousHash = secretHash;
    previousLastFour = lastFour;
    previousUntil = now.plus(grace);
    become(secret, now);
    changed(now);
  }

  private void become(KeySecret secret, Instant now) {
    secretHash = secret.sha256();
    lastFour = secret.lastFour();
    secretNumber++;
    secretCreatedAt = now;
  }

  /// @return whether the secret before the newest one was still in its grace period
  public boolean endPrevious(Instant now) {
    if (previousUntil == null || !previousUntil.isAfter(now)) {
      return false;
    }
    previousUntil = now;
    changed(now);
    return true;
  }

  /// @return false if it was revoked before
  public boolean revoke(Instant now) {
    if (revokedAt != null) {
      return false;
    }
    revokedAt = now;
    changed(now);
    return true;
  }

  /// Called after each change, for rows that know when they were changed.
  protected void changed(Instant now) {}
}
