package ai.nemorouter.audit;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.InvalidInputException;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;

/// How long an organization keeps its audit log: for ever, unless it says otherwise.
@ApplicationScoped
public class AuditRetention {
  /// A year, and a month to notice that it is over.
  static final int DAYS_MIN = 400;

  static final int DAYS_MAX = 36_500;
  private static final int BLOCKS_AT_ONCE = 50;
  private static final int ROUNDS = 20;
  private static final Logger LOG = Logger.getLogger(AuditRetention.class);

  private final Database database;
  private final AuditLog audit;

  AuditRetention(Database database, AuditLog audit) {
    this.database = database;
    this.audit = audit;
  }

  /// What a shorter retention would let go of.
  ///
  /// @param entries how many would go at the next opportunity
  public record Loss(long entries, @Nullable Integer keptDays, int days) {}

  public record Kept(UUID orgId, int keepDays) {}

  /// In days; null for ever.
  public @Nullable Integer days(Actor actor) {
    actor.authorizeOrThrow(Permission.VIEW_AUDIT_LOG);
    return database.of(actor.orgId()).read(handle -> kept(handle, actor.orgId())).orElse(null);
  }

  /// For a form that changes it.
  @Nullable Integer daysForChange(Actor actor) {
    actor.authorizeOrThrow(Permission.CHANGE_AUDIT_LOG);
    return days(actor);
  }

  /// What has to be confirmed before it is kept for fewer days; null where nothing has.
  @Nullable Loss loss(Actor actor, @Nullable Integer wanted) {
    actor.authorizeOrThrow(Permission.CHANGE_AUDIT_LOG);
    Integer now = days(actor);
    if (wanted == null || (now != null && now <= checked(wanted))) {
      return null;
    }
    long entries =
        database
            .of(actor.orgId())
            .read(handle ->
                handle
                    .select(
                        "select coalesce(sum(entries), 0) from audit_blocks"
                            + " where org_id = ? and expired_at is null and last_at < ?",
                        actor.orgId(),
                        Instant.now().minus(Duration.ofDays(checked(wanted))))
                    .mapTo(Long.class)
                    .one());
    return new Loss(entries, now, wanted);
  }

  /// @param wanted in days; null for ever
  public void change(Actor actor, @Nullable Integer wanted) {
    actor.authorizeOrThrow(Permission.CHANGE_AUDIT_LOG);
    Integer days = wanted == null ? null : checked(wanted);
    database
        .of(actor.orgId())
        .useTransaction(handle -> {
          handle.execute("select from organizations where id = ? for no key update", actor.orgId());
          Integer before = kept(handle, actor.orgId()).orElse(null);
          handle
              .createUpdate(
                  """
                  insert into audit_settings (org_id, keep_days) values (:orgId, :days)
                  on conflict (org_id) do update set keep_days = excluded.keep_days, updated_at = now()
                  """)
              .bind("orgId", actor.orgId())
              .bind("days", days)
              .execute();
          audit.record(
              handle,
              actor,
              "audit_retention.changed",
              "audit_log",
              Changes.none().changed("kept", words(before), words(days)));
        });
  }

  /// Some of what is past its retention, so that one organization's backlog keeps no other waiting.
  @Scheduled(
      every = "${nemorouter.audit.expire-every:1h}",
      concurrentExecution = ConcurrentExecution.SKIP)
  void expireAll() {
    List<Kept> kept =
        database
            .acrossOrganizations()
            .read(handle ->
                handle
                    .createQuery(
                        "select org_id, keep_days from audit_settings where keep_days is not null")
                    .map(ConstructorMapper.of(Kept.class))
                    .list());
    kept.forEach(one -> expire(one.orgId(), Instant.now().minus(Duration.ofDays(one.keepDays()))));
  }

  void expire(UUID orgId, Instant before) {
    for (int round = 0; round < ROUNDS; round++) {
      int gone =
          database
              .acrossOrganizations()
              .inTransaction(handle -> AuditChain.expire(handle, orgId, before, BLOCKS_AT_ONCE));
      if (gone == 0) {
        return;
      }
      LOG.infof("Entries of the audit log expired organization=%s entries=%d", orgId, gone);
    }
  }

  private static Optional<Integer> kept(Handle handle, UUID orgId) {
    return handle
        .select(
            "select keep_days from audit_settings where org_id = ? and keep_days is not null",
            orgId)
        .mapTo(Integer.class)
        .findOne();
  }

  private static int checked(int days) {
    if (days < DAYS_MIN || days > DAYS_MAX) {
      throw new InvalidInputException(
          "days", "Keep it for %d to %d days, or for ever.".formatted(DAYS_MIN, DAYS_MAX));
    }
    return days;
  }

  static String words(@Nullable Integer days) {
    return days == null ? "for ever" : days + " days";
  }
}
