package ai.nemorouter.alert;

import ai.nemorouter.access.Actor;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.Changes;
import ai.nemorouter.organization.Organizations;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.FailureText;
import ai.nemorouter.platform.Secrets;
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
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

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
  private final Sender sender;
  private final Secrets secrets;
  private final AuditLog audit;
  private final AlertsConfig config;
  private final Organizations organizations;

  Deliveries(
      Database database,
      Sender sender,
      Secrets secrets,
      AuditLog audit,
      AlertsConfig config,
      Organizations organizations) {
    this.database = database;
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

  /// What is sent and where.
  private record Parcel(Destination destination, Message message) {}

  /// Those taken up together are sent together, so that one receiver that hangs delays the others
  /// by one timeout at the most.
  @Scheduled(
      every = "${nemorouter.alerts.deliver-every:3s}",
      concurrentExecution = ConcurrentExecution.SKIP)
  void deliver() {
    List<Taken> taken;
    do {
      taken = take();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        taken.forEach(delivery -> threads.execute(() -> deliver(delivery)));
      }
    } while (taken.size() == BATCH);
  }

  private List<Taken> take() {
    return database
        .acrossOrganizations()
        .inTransaction(handle ->
            handle
                .createQuery(
                    """
                    update alert_deliveries d
                       set attempts = d.attempts + 1, leased_until = clock_timestamp() + :lease::interval
                      from (select d.org_id, d.id from alert_deliveries d
                             where d.state = 'waiting' and d.next_at <= now()
                               and (d.leased_until is null or d.leased_until <= now())
                             order by d.next_at limit :batch for update skip locked) due
                     where d.org_id = due.org_id and d.id = due.id
                    returning d.org_id, d.id, d.alert_id, d.channel_id, d.attempts, d.leased_until
                    """)
                .bind(
                    "lease",
                    config.deliveryTimeout().plus(LEASE_MARGIN).toMillis() + " milliseconds")
                .bind("batch", BATCH)
                .map(ConstructorMapper.of(Taken.class))
                .list());
  }

  private void deliver(Taken taken) {
    try {
      Optional<Parcel> parcel = database.of(taken.orgId()).read(handle -> parcel(handle, taken));
      if (parcel.isEmpty()) {
        database
            .of(taken.orgId())
            .useTransaction(handle ->
                ChannelRows.dropWaiting(
                    handle,
                    taken.orgId(),
                    taken.channelId(),
                    "The channel takes nothing any more."));
        return;
      }
      Sent sent = sender.send(parcel.get().destination(), parcel.get().message());
      database.of(taken.orgId()).useTransaction(handle -> book(handle, taken, sent));
    } catch (RuntimeException e) {
      LOG.warnf(e, "Alert not delivered delivery=%s attempt=%d", taken.id(), taken.attempts());
      bookFault(taken, e);
    }
  }

  private Optional<Parcel> parcel(Handle handle, Taken taken) {
    return ChannelRows.find(handle, taken.orgId(), taken.channelId())
        .filter(Channel::isLive)
        .map(channel ->
            new Parcel(
                ChannelRows.destination(handle, secrets, taken.orgId(), channel),
                Message.of(
                    AlertRows.find(handle, taken.orgId(), taken.alertId()),
                    taken.id(),
                    organizations.getOrThrow(taken.orgId()),
                    sender.console())));
  }

  private void bookFault(Taken taken, RuntimeException fault) {
    if (Database.isAway(fault)) {
      // The lease ends by itself; there is nowhere to write now.
      return;
    }
    String error = "It could not be sent: " + FailureText.of(fault);
    database
        .of(taken.orgId())
        .useTransaction(handle -> book(handle, taken, new Sent.NotDelivered(null, error)));
  }

  /// Writes down what became of an attempt, unless its lease has passed to another node since.
  private void book(Handle handle, Taken taken, Sent sent) {
    boolean last = taken.attempts() > PAUSES.size();
    String state =
        switch (sent) {
          case Sent.Delivered _ -> "delivered";
          case Sent.Gone _ -> "failed";
          case Sent.NotDelivered _ -> last ? "failed" : "waiting";
        };
    Duration pause = last ? Duration.ZERO : PAUSES.get(taken.attempts() - 1);
    int booked =
        handle
            .createUpdate(
                """
                update alert_deliveries
                   set state = :state, last_status = :status, last_error = :error, leased_until = null,
                       next_at = now() + :pause::interval,
                       finished_at = case when :state = 'waiting' then null else now() end
                 where org_id = :orgId and id = :id and state = 'waiting' and leased_until = :leasedUntil
                """)
            .bind("state", state)
            .bind("status", sent.status())
            .bind("error", sent.error())
            .bind("pause", pause.toMillis() + " milliseconds")
            .bind("orgId", taken.orgId())
            .bind("id", taken.id())
            .bind("leasedUntil", taken.leasedUntil())
            .execute();
    if (booked == 1 && sent instanceof Sent.Gone) {
      close(handle, taken);
    }
  }

  private void close(Handle handle, Taken taken) {
    handle.execute(
        "update alert_channels set gone_at = now(), updated_at = now() where org_id = ? and id = ?",
        taken.orgId(),
        taken.channelId());
    ChannelRows.dropWaiting(handle, taken.orgId(), taken.channelId(), "The receiver is gone.");
    audit.record(
        handle,
        new Actor.Setup(taken.orgId()),
        "alert_channel.gone",
        "alert_channel " + taken.channelId(),
        Changes.none().changed("live", true, false).about("status", 410));
  }
}
