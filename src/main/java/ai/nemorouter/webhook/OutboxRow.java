package ai.nemorouter.webhook;

import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.database.OfOrganization;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The row of something that is sent, and tried again until it arrives. A node that takes it up
/// leases it, so that no other sends it meanwhile.
@MappedSuperclass
public abstract class OutboxRow extends OfOrganization {
  @Id private UUID id;
  private int attempts;

  @SuppressWarnings("UnusedVariable")
  private Instant nextAt;

  private @Nullable Instant leasedUntil;

  @SuppressWarnings("UnusedVariable")
  private @Nullable Integer lastStatus;

  protected @Nullable String lastError;

  /// For Hibernate alone.
  protected OutboxRow() {}

  protected OutboxRow(UUID orgId, Instant now) {
    super(orgId);
    this.id = Ids.next();
    this.nextAt = now;
  }

  public UUID orgId() {
    return orgId;
  }

  public UUID id() {
    return id;
  }

  /// In a row, with the one that is under way.
  public int attempts() {
    return attempts;
  }

  boolean isLeasedUntil(Instant time) {
    return time.equals(leasedUntil);
  }

  /// Whether a node is sending it now.
  public boolean isUnderWay(Instant now) {
    return leasedUntil != null && leasedUntil.isAfter(now);
  }

  /// At once, and with all its attempts before it. What is under way no longer counts.
  public void beginAnew(Instant now) {
    attempts = 0;
    nextAt = now;
    leasedUntil = null;
  }

  /// Writes down what became of an attempt.
  ///
  /// @param pauses after the first failure in a row, the second, and so on; the last one again and
  ///   again
  protected void book(DeliveryResult result, List<Duration> pauses, Instant now) {
    lastStatus = result.status();
    lastError = result.error();
    leasedUntil = null;
    nextAt =
        result.isDelivered() ? now : now.plus(pauses.get(Math.min(attempts, pauses.size()) - 1));
  }
}
