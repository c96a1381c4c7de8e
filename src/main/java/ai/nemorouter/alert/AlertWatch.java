package ai.nemorouter.alert;

import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.database.Ids;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/// Watches what limits have used. Every node does, at any time: the index `alerts_once` lets one of
/// them write a crossing down, and the deliveries are written in the same transaction.
@ApplicationScoped
public class AlertWatch {
  private static final int BATCH = 500;

  private final Database database;
  private final Session session;

  AlertWatch(Database database, Session session) {
    this.database = database;
    this.session = session;
  }

  /// A crossing or forecast that is not written down yet.
  ///
  /// @param passed whether a higher threshold was crossed too
  public record Noticed(
      UUID orgId,
      long windowId,
      UUID limitId,
      int threshold,
      boolean passed,
      long allowed,
      long used,
      @Nullable Instant expectedAt) {}

  @Scheduled(
      every = "${nemorouter.alerts.watch-every:15s}",
      concurrentExecution = ConcurrentExecution.SKIP)
  public void watch() {
    database.inInstallation(() -> change(AlertSql.MARK_CREDIT) + change(AlertSql.FORGET_MARKS));
    int noticed;
    do {
      noticed =
          database.inInstallation(() -> {
            change(AlertSql.REARM_CREDIT);
            return writeWhatIsFoundBy(AlertSql.CROSSINGS);
          });
    } while (noticed == BATCH);
    database.inInstallation(() -> writeWhatIsFoundBy(AlertSql.FORECASTS));
    database.inInstallation(() -> writeWhatIsFoundBy(AlertSql.RUNWAYS));
  }

  private int change(String sql) {
    return session.createNativeMutationQuery(sql).executeUpdate();
  }

  /// @return how many were found, whichever node wrote them down
  private int writeWhatIsFoundBy(String sql) {
    List<Noticed> found =
        session.createNativeQuery(sql, Noticed.class).setParameter("batch", BATCH).getResultList();
    for (Noticed noticed : found) {
      UUID id = Ids.next();
      if (insert(id, noticed) && !noticed.passed()) {
        session
            .createNativeMutationQuery(AlertSql.DELIVERIES)
            .setParameter("orgId", noticed.orgId())
            .setParameter("alertId", id)
            .setParameter("threshold", noticed.threshold())
            .executeUpdate();
      }
    }
    return found.size();
  }

  private boolean insert(UUID id, Noticed noticed) {
    return session
            .createNativeMutationQuery(AlertSql.ALERT)
            .setParameter("id", id)
            .setParameter("orgId", noticed.orgId())
            .setParameter("windowId", noticed.windowId())
            .setParameter("limitId", noticed.limitId())
            .setParameter("threshold", noticed.threshold())
            .setParameter("passed", noticed.passed())
            .setParameter("allowed", noticed.allowed())
            .setParameter("used", noticed.used())
            .setParameter("expectedAt", noticed.expectedAt(), Instant.class)
            .executeUpdate()
        == 1;
  }
}
