package ai.nemorouter.alert.delivery;

import ai.nemorouter.alert.delivery.Delivery.State;
import ai.nemorouter.platform.database.OfOrganization;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.jspecify.annotations.Nullable;

/// The row of an alert that is to be told over one channel. `AlertWatch` makes it.
@Entity
@DynamicUpdate
@Table(name = "alert_deliveries")
public class DeliveryEntity extends OfOrganization {
  @Id private UUID id;

  @SuppressWarnings("UnusedVariable")
  @Column(updatable = false)
  private UUID alertId;

  @Column(updatable = false)
  private UUID channelId;

  @Enumerated(EnumType.STRING)
  private State state;

  @SuppressWarnings("UnusedVariable")
  private int attempts;

  @SuppressWarnings("UnusedVariable")
  private Instant nextAt;

  private @Nullable Instant leasedUntil;

  @SuppressWarnings("UnusedVariable")
  private @Nullable Integer lastStatus;

  @SuppressWarnings("UnusedVariable")
  private @Nullable String lastError;

  @SuppressWarnings("UnusedVariable")
  private @Nullable Instant finishedAt;

  /// For Hibernate alone.
  protected DeliveryEntity() {}

  public UUID channelId() {
    return channelId;
  }

  /// Whether it has not arrived, and no node is sending it.
  public boolean canBeRetried(Instant now) {
    return state != State.DELIVERED && (leasedUntil == null || !leasedUntil.isAfter(now));
  }

  /// At once, and with all its attempts before it.
  public void retry(Instant now) {
    state = State.WAITING;
    attempts = 0;
    nextAt = now;
    finishedAt = null;
    leasedUntil = null;
  }

  /// What became of an attempt.
  ///
  /// @param pause until the next one
  void book(State reached, DeliveryResult sent, Duration pause, Instant now) {
    state = reached;
    lastStatus = sent.status();
    lastError = sent.error();
    leasedUntil = null;
    nextAt = now.plus(pause);
    finishedAt = reached == State.WAITING ? null : now;
  }
}
