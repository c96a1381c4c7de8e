package ai.nemorouter.alert.delivery;

import ai.nemorouter.access.Actor;
import ai.nemorouter.alert.AlertRows;
import ai.nemorouter.alert.AlertsConfig;
import ai.nemorouter.alert.channel.ChannelRows;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.Changes;
import ai.nemorouter.organization.Organizations;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.FailureText;
import ai.nemorouter.platform.secret.Secrets;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;

/// Delivers alerts from the outbox. Any node takes up what is due; a lease keeps others from it
/// while it is sent, and ends by itself if the node dies. So each message is sent once as a rule,
/// and at least once always.
@ApplicationScoped
public class Deliveries {
  private static final Logger LOG = Logger.getLogger(Deliveries.class);
  private static final int BATCH = 20;

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

  /// How much longer a lease is than a delivery may take.
  private static final Duration LEASE_MARGIN = Duration.ofSeconds(45);

  private final Database database;
  private final DeliveryRows rows;
  private final ChannelRows channels;
  private final AlertRows alerts;
  private final AlertSender sender;
  private final Secrets secrets;
  private final AuditLog audit;
  private final AlertsConfig config;
  private final Organizations organizations;

  Deliveries(
      Database database,
      DeliveryRows rows,
      ChannelRows channels,
      AlertRows alerts,
      AlertSender sender,
      Secrets secrets,
      AuditLog audit,
      AlertsConfig config,
      Organizations organizations) {
    this.database = database;
    this.rows = rows;
    this.channels = channels;
    this.alerts = alerts;
    this.sender = sender;
    this.secrets = secrets;
    this.audit = audit;
    this.config = config;
    this.organizations = organizations;
  }

  /// A delivery that this node has taken up.
  ///
  /// @param attempts this one included
  public record Taken(
      UUID orgId, UUID id, UUID alertId, UUID channelId, int attempts, Instant leasedUntil) {}

  /// Those taken up together are sent together, so that one receiver that hangs delays the others
  /// by one timeout at the most.
  @Scheduled(
      every = "${nemorouter.alerts.deliver-every:3s}",
      concurrentExecution = ConcurrentExecution.SKIP)
  public void deliver() {
    List<Taken> taken;
    do {
      taken = take();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        taken.forEach(delivery -> threads.execute(() -> deliver(delivery)));
      }
    } while (taken.size() == BATCH);
  }

  private List<Taken> take() {
    Duration lease = config.deliveryTimeout().plus(LEASE_MARGIN);
    return database.inInstallation(() -> rows.take(lease, BATCH));
  }

  private void deliver(Taken taken) {
    try {
      Optional<AlertParcel> parcel = database.inOrganization(taken.orgId(), () -> parcel(taken));
      if (parcel.isEmpty()) {
        database.inOrganization(
            taken.orgId(), () -> dropWaiting(taken, "The channel takes nothing any more."));
        return;
      }
      book(taken, sender.send(parcel.get().destination(), parcel.get().message()));
    } catch (RuntimeException e) {
      LOG.warnf(e, "Alert not delivered delivery=%s attempt=%d", taken.id(), taken.attempts());
      if (!Database.isUnavailable(e)) {
        // Else the lease ends by itself; there is nowhere to write now.
        book(
            taken,
            new DeliveryResult.NotDelivered(null, "It could not be sent: " + FailureText.of(e)));
      }
    }
  }

  private Optional<AlertParcel> parcel(Taken taken) {
    return channels
        .find(taken.orgId(), taken.channelId())
        .filter(channel -> channel.channel().isLive())
        .map(channel ->
            new AlertParcel(
                channel.destination(secrets, database.now()),
                AlertMessage.of(
                    alerts.getOrThrow(taken.orgId(), taken.alertId()),
                    taken.id(),
                    organizations.getOrThrow(taken.orgId()),
                    sender.console())));
  }

  /// Writes down what became of an attempt, unless its lease has passed to another node since.
  private void book(Taken taken, DeliveryResult sent) {
    boolean last = taken.attempts() > PAUSES.size();
    Delivery.State state =
        switch (sent) {
          case DeliveryResult.Delivered _ -> Delivery.State.DELIVERED;
          case DeliveryResult.Gone _ -> Delivery.State.FAILED;
          case DeliveryResult.NotDelivered _ ->
              last ? Delivery.State.FAILED : Delivery.State.WAITING;
        };
    Duration pause = last ? Duration.ZERO : PAUSES.get(taken.attempts() - 1);
    database.inOrganization(
        taken.orgId(),
        () -> {
          Optional<DeliveryEntity> delivery = rows.lockLeased(taken);
          delivery.ifPresent(leased -> leased.book(state, sent, pause, database.now()));
          if (delivery.isPresent() && sent instanceof DeliveryResult.Gone) {
            close(taken);
          }
          return true;
        });
  }

  private void close(Taken taken) {
    channels
        .find(taken.orgId(), taken.channelId())
        .ifPresent(channel -> channel.close(database.now()));
    dropWaiting(taken, "The receiver is gone.");
    audit.record(
        new Actor.Setup(taken.orgId()),
        "alert_channel.gone",
        "alert_channel " + taken.channelId(),
        Changes.none().changed("live", true, false).about("status", 410));
  }

  private boolean dropWaiting(Taken taken, String reason) {
    rows.dropWaiting(taken.orgId(), taken.channelId(), reason, database.now());
    return true;
  }
}
