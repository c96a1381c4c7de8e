package ai.nemorouter.alert.delivery;

import ai.nemorouter.alert.delivery.Delivery.State;
import ai.nemorouter.webhook.DeliveryResult;
import ai.nemorouter.webhook.OutboxRow;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.jspecify.annotations.Nullable;

/// The row of an alert that is to be told over one channel. `AlertWatch` makes it.
@Entity
@DynamicUpdate
@Table(name = "alert_deliveries")
public class DeliveryEntity extends OutboxRow {
  /// The pauses between the attempts, of which there is one more: within 18 hours.
  private static final List<Duration> PAUSES =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(30),
          Duration.ofHours(2),
          Duration.ofHours(5),
          Duration.ofHours(10));

  @Column(updatable = false)
  private UUID alertId;

  @Column(updatable = false)
  private UUID channelId;

  @Enumerated(EnumType.STRING)
  private State state;

  @SuppressWarnings("UnusedVariable")
  private @Nullable Instant finishedAt;

  /// For Hibernate alone.
  protected DeliveryEntity() {}

  UUID alertId() {
    return alertId;
  }

  public UUID channelId() {
    return channelId;
  }

  /// Whether it has not arrived, and no node is sending it.
  public boolean canBeRetried(Instant now) {
    return state != State.DELIVERED && !isUnderWay(now);
  }

  /// At once, and with all its attempts before it.
  public void retry(Instant now) {
    state = State.WAITING;
    finishedAt = null;
    beginAnew(now);
  }

  void book(DeliveryResult result, Instant now) {
    boolean last = attempts() > PAUSES.size();
    state =
        switch (result) {
          case DeliveryResult.Delivered _ -> State.DELIVERED;
          case DeliveryResult.Gone _ -> State.FAILED;
          case DeliveryResult.NotDelivered _ -> last ? State.FAILED : State.WAITING;
        };
    finishedAt = state == State.WAITING ? null : now;
    book(result, PAUSES, now);
  }
}
