package ai.nemorouter.alert;

import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.Ids;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;

/// Watches what limits have used. Every node does, at any time: the index `alerts_once` lets one of
/// them write a crossing down, and the deliveries are written in the same transaction.
@ApplicationScoped
public class AlertWatch {
  private static final int BATCH = 500;

  private final Database database;

  AlertWatch(Database database) {
    this.database = database;
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
  void watch() {
    markCredit();
    int noticed;
    do {
      noticed =
          database
              .acrossOrganizations()
              .inTransaction(handle -> {
                rearm(handle);
                return write(handle, query(handle, AlertSql.CROSSINGS));
              });
    } while (noticed == BATCH);
    database
        .acrossOrganizations()
        .useTransaction(handle -> write(handle, query(handle, AlertSql.FORECASTS)));
    database
        .acrossOrganizations()
        .useTransaction(handle -> write(handle, query(handle, AlertSql.RUNWAYS)));
  }

  private void markCredit() {
    database
        .acrossOrganizations()
        .useTransaction(handle -> {
          handle.execute(AlertSql.MARK_CREDIT);
          handle.execute(AlertSql.FORGET_MARKS);
        });
  }

  private static void rearm(Handle handle) {
    handle.execute(AlertSql.REARM_CREDIT);
  }

  private static List<Noticed> query(Handle handle, String sql) {
    return handle
        .createQuery(sql)
        .bind("batch", BATCH)
        .map(ConstructorMapper.of(Noticed.class))
        .list();
  }

  /// @return how many were found, by whomever they were written down
  private static int write(Handle handle, List<Noticed> found) {
    for (Noticed noticed : found) {
      UUID id = Ids.next();
      if (insert(handle, id, noticed) && !noticed.passed()) {
        handle
            .createUpdate(AlertSql.DELIVERIES)
            .bind("orgId", noticed.orgId())
            .bind("alertId", id)
            .bind("threshold", noticed.threshold())
            .execute();
      }
    }
    return found.size();
  }

  private static boolean insert(Handle handle, UUID id, Noticed noticed) {
    return handle.createUpdate(AlertSql.ALERT).bind("id", id).bindMethods(noticed).execute() == 1;
  }
}
