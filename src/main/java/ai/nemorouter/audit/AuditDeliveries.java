package ai.nemorouter.audit;

import ai.nemorouter.access.Actor;
import ai.nemorouter.audit.AuditSender.Destination;
import ai.nemorouter.audit.AuditSender.Sent;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.FailureText;
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

/// Delivers sealed blocks in their order: the next only after the one before was taken. Any node
/// takes up a receiver that is due; a lease keeps others from it meanwhile, and ends by itself if
/// the node dies. So each block is sent once as a rule, and at least once always.
@ApplicationScoped
public class AuditDeliveries {
  private static final Logger LOG = Logger.getLogger(AuditDeliveries.class);
  private static final int RECEIVERS_AT_ONCE = 20;

  /// How many blocks one receiver gets in a row, before others have their turn.
  private static final int BLOCKS_IN_A_ROW = 20;

  /// The pauses after failures in a row; the last one again and again.
  private static final List<Duration> PAUSES =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofMinutes(2),
          Duration.ofMinutes(10),
          Duration.ofMinutes(30),
          Duration.ofHours(1));

  private static final Duration LEASE_MARGIN = Duration.ofSeconds(45);

  private final Database database;
  private final AuditChains chains;
  private final AuditSender sender;
  private final AuditLog audit;
  private final AuditConfig config;

  AuditDeliveries(
      Database database,
      AuditChains chains,
      AuditSender sender,
      AuditLog audit,
      AuditConfig config) {
    this.database = database;
    this.chains = chains;
    this.sender = sender;
    this.audit = audit;
    this.config = config;
  }

  /// A receiver that this node has taken up.
  ///
  /// @param block the next that it is to get
  public record Taken(UUID orgId, UUID id, long block, Instant leasedUntil) {}

  @Scheduled(
      every = "${nemorouter.audit.deliver-every:5s}",
      concurrentExecution = ConcurrentExecution.SKIP)
  void deliver() {
    List<Taken> taken = take();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      taken.forEach(receiver -> threads.execute(() -> deliver(receiver)));
    }
  }

  private List<Taken> take() {
    return database
        .acrossOrganizations()
        .inTransaction(handle ->
            handle
                .createQuery(
                    """
                    update audit_webhooks w set leased_until = clock_timestamp() + :lease::interval
                      from (select org_id from audit_webhooks w
                             where paused_at is null and next_at <= now()
                               and (leased_until is null or leased_until <= now())
                               and exists (select from audit_blocks b
                                 where b.org_id = w.org_id and b.number = w.delivered_block + 1)
                             order by next_at limit :most for update skip locked) due
                     where w.org_id = due.org_id
                    returning w.org_id, w.id, w.delivered_block + 1 as block, w.leased_until
                    """)
                .bind(
                    "lease",
                    config
                            .deliveryTimeout()
                            .multipliedBy(BLOCKS_IN_A_ROW)
                            .plus(LEASE_MARGIN)
                            .toMillis()
                        + " milliseconds")
                .bind("most", RECEIVERS_AT_ONCE)
                .map(ConstructorMapper.of(Taken.class))
                .list());
  }

  private void deliver(Taken taken) {
    try {
      long block = taken.block();
      boolean goesOn = true;
      for (int i = 0; i < BLOCKS_IN_A_ROW && goesOn; i++) {
        goesOn = deliver(taken, block + i);
      }
      release(taken);
    } catch (RuntimeException e) {
      LOG.warnf(e, "Audit log not delivered organization=%s", taken.orgId());
      if (!Database.isAway(e)) {
        // Else the lease ends by itself; there is nowhere to write now.
        Sent failed = new Sent(null, "It could not be sent: " + FailureText.of(e));
        database.of(taken.orgId()).useTransaction(handle -> bookFailure(handle, taken, failed));
      }
    }
  }

  /// @return whether the next may follow
  private boolean deliver(Taken taken, long number) {
    Optional<Destination> destination =
        database.of(taken.orgId()).read(handle -> sender.destination(handle, taken.orgId()));
    Optional<AuditChains.Content> content = chains.content(taken.orgId(), number);
    if (destination.isEmpty() || content.isEmpty()) {
      return false;
    }
    boolean expired = content.get().block().expiredAt() != null;
    Sent sent = expired ? new Sent(null, null) : sender.send(destination.get(), content.get());
    return database
        .of(taken.orgId())
        .inTransaction(handle ->
            sent.isDelivered()
                ? bookSuccess(handle, taken, sent, number)
                : bookFailure(handle, taken, sent));
  }

  /// @return whether the lease is still this node's
  private static boolean bookSuccess(Handle handle, Taken taken, Sent sent, long number) {
    return handle
            .createUpdate(
                """
                update audit_webhooks set delivered_block = :number, delivered_at = now(), attempts = 0, failing_since = null,
                  last_status = :status, last_error = null
                where org_id = :orgId and id = :id and leased_until = :leasedUntil and delivered_block = :number - 1
                  and paused_at is null
                """)
            .bind("number", number)
            .bind("status", sent.status())
            .bind("orgId", taken.orgId())
            .bind("id", taken.id())
            .bind("leasedUntil", taken.leasedUntil())
            .execute()
        == 1;
  }

  /// @return never
  private boolean bookFailure(Handle handle, Taken taken, Sent sent) {
    Optional<Trouble> trouble =
        handle
            .createQuery(
                """
                update audit_webhooks set attempts = attempts + 1, failing_since = coalesce(failing_since, now()),
                  last_status = :status, last_error = :error
                where org_id = :orgId and id = :id and leased_until = :leasedUntil
                returning attempts, failing_since
                """)
            .bind("status", sent.status())
            .bind("error", sent.error())
            .bind("orgId", taken.orgId())
            .bind("id", taken.id())
            .bind("leasedUntil", taken.leasedUntil())
            .map(ConstructorMapper.of(Trouble.class))
            .findOne();
    if (trouble.isPresent()) {
      wait(handle, taken, trouble.get().attempts());
      if (sent.isGone()) {
        pause(handle, taken, "The receiver says that it is gone: HTTP status 410.");
      } else if (trouble.get().failingSince().isBefore(Instant.now().minus(config.pauseAfter()))) {
        pause(
            handle,
            taken,
            "The receiver took nothing for %d days.".formatted(config.pauseAfter().toDays()));
      }
    }
    return false;
  }

  /// What stands about a receiver that fails.
  public record Trouble(int attempts, Instant failingSince) {}

  private static void wait(Handle handle, Taken taken, int attempts) {
    Duration pause = PAUSES.get(Math.min(attempts, PAUSES.size()) - 1);
    handle
        .createUpdate(
            "update audit_webhooks set next_at = now() + :pause::interval, leased_until = null where org_id = :orgId")
        .bind("pause", pause.toMillis() + " milliseconds")
        .bind("orgId", taken.orgId())
        .execute();
  }

  private void pause(Handle handle, Taken taken, String reason) {
    handle.execute(
        "update audit_webhooks set paused_at = now(), paused_because = ? where org_id = ? and paused_at is null",
        reason,
        taken.orgId());
    audit.record(
        handle,
        new Actor.Setup(taken.orgId()),
        "audit_webhook.paused",
        "audit_webhook",
        Changes.none().changed("paused", false, true).added("reason", reason));
  }

  private void release(Taken taken) {
    database
        .of(taken.orgId())
        .useTransaction(handle ->
            handle.execute(
                "update audit_webhooks set leased_until = null where org_id = ? and id = ? and leased_until = ?",
                taken.orgId(),
                taken.id(),
                taken.leasedUntil()));
  }
}
