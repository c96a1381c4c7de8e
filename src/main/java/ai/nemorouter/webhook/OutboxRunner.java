package ai.nemorouter.webhook;

import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.FailureText;
import ai.nemorouter.webhook.Outbox.Sending;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.hibernate.Session;
import org.jboss.logging.Logger;

/// Sends what is due in an outbox. Any node takes it up; a lease keeps others from it while it is
/// sent, and ends by itself if the node dies. So each message is sent once as a rule, and at least
/// once always.
@ApplicationScoped
public class OutboxRunner {
  private static final Logger LOG = Logger.getLogger(OutboxRunner.class);
  private static final int ROWS_AT_ONCE = 20;

  /// How much longer a lease is than a delivery may take.
  private static final Duration LEASE_MARGIN = Duration.ofSeconds(45);

  private final Database database;
  private final Session session;

  OutboxRunner(Database database, Session session) {
    this.database = database;
    this.session = session;
  }

  /// A row that this node has taken up, until then at the most.
  private record Lease(UUID orgId, UUID id, Instant until) {}

  /// Those taken up together are sent together, so that one receiver that hangs delays the others
  /// by one timeout at the most.
  ///
  /// @return whether anything was due
  public boolean deliver(Outbox<?> outbox) {
    boolean any = false;
    List<Lease> taken;
    do {
      taken = take(outbox);
      any |= !taken.isEmpty();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (Lease lease : taken) {
          threads.execute(() -> deliver(outbox, lease));
        }
      }
    } while (taken.size() == ROWS_AT_ONCE);
    return any;
  }

  /// Those that have waited longest, of all organizations.
  private List<Lease> take(Outbox<?> outbox) {
    Duration lease = outbox.timeout().plus(LEASE_MARGIN);
    String take =
        """
        update %1$s o set attempts = o.attempts + 1, leased_until = clock_timestamp() + cast(:lease as interval)
          from (select o.org_id, o.id from %1$s o
                 where o.next_at <= now() and (o.leased_until is null or o.leased_until <= now()) and %2$s
                 order by o.next_at limit :most for update skip locked) due
         where o.org_id = due.org_id and o.id = due.id
        returning o.org_id, o.id, o.leased_until
        """
            .formatted(table(outbox), outbox.waiting());
    return database.inInstallation(() ->
        session
            .createNativeQuery(take, Lease.class)
            .setParameter("lease", lease.toMillis() + " milliseconds")
            .setParameter("most", ROWS_AT_ONCE)
            .getResultList());
  }

  private static String table(Outbox<?> outbox) {
    return Objects.requireNonNull(outbox.rows().getAnnotation(Table.class)).name();
  }

  private <R extends OutboxRow> void deliver(Outbox<R> outbox, Lease lease) {
    try {
      Optional<Sending> sending =
          database.inOrganization(
              lease.orgId(), () -> leased(outbox, lease).flatMap(outbox.prepare()));
      sending.ifPresent(attempt -> book(outbox, lease, attempt.send()));
    } catch (RuntimeException e) {
      LOG.warnf(e, "Not delivered outbox=%s row=%s", table(outbox), lease.id());
      if (!Database.isUnavailable(e)) {
        // Else the lease ends by itself; there is nowhere to write now.
        String reason = "It could not be sent: " + FailureText.of(e);
        book(outbox, lease, new DeliveryResult.NotDelivered(null, reason));
      }
    }
  }

  private <R extends OutboxRow> void book(Outbox<R> outbox, Lease lease, DeliveryResult result) {
    database.inOrganization(
        lease.orgId(),
        () -> {
          Optional<R> row = leased(outbox, lease);
          row.ifPresent(found -> outbox.book().accept(found, result));
          return row.isPresent();
        });
  }

  /// Locks the row until the transaction ends; empty where this node's lease is over.
  private <R extends OutboxRow> Optional<R> leased(Outbox<R> outbox, Lease lease) {
    return Optional.ofNullable(
            session.find(outbox.rows(), lease.id(), LockModeType.PESSIMISTIC_WRITE))
        .filter(row -> row.isLeasedUntil(lease.until()));
  }
}
