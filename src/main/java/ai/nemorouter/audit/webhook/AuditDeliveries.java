package ai.nemorouter.audit.webhook;

import ai.nemorouter.access.Actor;
import ai.nemorouter.audit.AuditConfig;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.AuditQueries;
import ai.nemorouter.audit.Changes;
import ai.nemorouter.audit.chain.AuditChains;
import ai.nemorouter.audit.webhook.AuditSender.Destination;
import ai.nemorouter.audit.webhook.AuditSender.Sent;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.FailureText;
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
import org.hibernate.Session;
import org.jboss.logging.Logger;

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
  private final Session session;
  private final AuditWebhookRows rows;
  private final AuditQueries queries;
  private final AuditChains chains;
  private final AuditSender sender;
  private final AuditLog audit;
  private final AuditConfig config;

  AuditDeliveries(
      Database database,
      Session session,
      AuditWebhookRows rows,
      AuditQueries queries,
      AuditChains chains,
      AuditSender sender,
      AuditLog audit,
      AuditConfig config) {
    this.database = database;
    this.session = session;
    this.rows = rows;
    this.queries = queries;
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
    Duration lease = config.deliveryTimeout().multipliedBy(BLOCKS_IN_A_ROW).plus(LEASE_MARGIN);
    return database.inInstallation(() ->
        session
            .createNativeQuery(
                """
                update audit_webhooks w set leased_until = clock_timestamp() + cast(:lease as interval)
                  from (select org_id from audit_webhooks w
                         where paused_at is null and next_at <= now()
                           and (leased_until is null or leased_until <= now())
                           and exists (select from audit_blocks b
                             where b.org_id = w.org_id and b.number = w.delivered_block + 1)
                         order by next_at limit :most for update skip locked) due
                 where w.org_id = due.org_id
                returning w.org_id, w.id, w.delivered_block + 1 as block, w.leased_until
                """,
                Taken.class)
            .setParameter("lease", lease.toMillis() + " milliseconds")
            .setParameter("most", RECEIVERS_AT_ONCE)
            .getResultList());
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
      if (!Database.isUnavailable(e)) {
        // Else the lease ends by itself; there is nowhere to write now.
        Sent failed = new Sent(null, "It could not be sent: " + FailureText.of(e));
        database.inOrganization(taken.orgId(), () -> bookFailure(taken, failed));
      }
    }
  }

  /// @return whether the next may follow
  private boolean deliver(Taken taken, long number) {
    Optional<Destination> destination = sender.destination(taken.orgId());
    Optional<AuditChains.Content> content = chains.content(taken.orgId(), number);
    if (destination.isEmpty() || content.isEmpty()) {
      return false;
    }
    boolean expired = content.get().block().expiredAt() != null;
    Sent sent = expired ? new Sent(null, null) : sender.send(destination.get(), content.get());
    return database.inOrganization(
        taken.orgId(),
        () -> sent.isDelivered() ? bookSuccess(taken, sent, number) : bookFailure(taken, sent));
  }

  /// @return whether the lease is still this node's
  private boolean bookSuccess(Taken taken, Sent sent, long number) {
    Optional<AuditWebhookEntity> webhook =
        rows.lockLeased(taken)
            .filter(found -> found.deliveredBlock() == number - 1 && !found.isPaused());
    webhook.ifPresent(found -> found.delivered(number, sent.status(), database.now()));
    return webhook.isPresent();
  }

  /// @return never
  private boolean bookFailure(Taken taken, Sent sent) {
    rows.lockLeased(taken).ifPresent(webhook -> fail(taken.orgId(), webhook, sent));
    return false;
  }

  private void fail(UUID orgId, AuditWebhookEntity webhook, Sent sent) {
    Instant now = database.now();
    webhook.failed(sent.status(), sent.error(), now);
    webhook.tryAgainAt(now.plus(PAUSES.get(Math.min(webhook.attempts(), PAUSES.size()) - 1)));
    if (webhook.isPaused()) {
      return;
    }
    if (sent.isGone()) {
      pause(orgId, webhook, "The receiver says that it is gone: HTTP status 410.");
    } else if (webhook.isFailingSince(now.minus(config.pauseAfter()))) {
      pause(
          orgId,
          webhook,
          "The receiver took nothing for %d days.".formatted(config.pauseAfter().toDays()));
    }
  }

  private void pause(UUID orgId, AuditWebhookEntity webhook, String reason) {
    webhook.pause(reason, database.now());
    audit.record(
        new Actor.Setup(orgId),
        "audit_webhook.paused",
        "audit_webhook",
        Changes.none().changed("paused", false, true).added("reason", reason));
  }

  private void release(Taken taken) {
    database.inOrganization(
        taken.orgId(), () -> queries.release(taken.orgId(), taken.id(), taken.leasedUntil()));
  }
}
