package ai.nemorouter.audit;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.audit.chain.AuditChain;
import ai.nemorouter.platform.Constraints;
import ai.nemorouter.platform.database.Database;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.Session;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// How long an organization keeps its audit log: for ever, unless it says otherwise.
@ForActor
@ApplicationScoped
public class AuditRetention {
  /// A year, and a month to notice that it is over.
  static final int DAYS_MIN = 400;

  static final int DAYS_MAX = 36_500;
  private static final int BLOCKS_AT_ONCE = 50;
  private static final int ROUNDS = 20;
  private static final Logger LOG = Logger.getLogger(AuditRetention.class);

  private final Database database;
  private final Session session;
  private final AuditQueries queries;
  private final AuditChain chain;
  private final Constraints constraints;
  private final AuditLog audit;

  AuditRetention(
      Database database,
      Session session,
      AuditQueries queries,
      AuditChain chain,
      Constraints constraints,
      AuditLog audit) {
    this.database = database;
    this.session = session;
    this.queries = queries;
    this.chain = chain;
    this.constraints = constraints;
    this.audit = audit;
  }

  /// What a shorter retention would let go of.
  ///
  /// @param entries how many would go at the next opportunity
  public record Loss(long entries, @Nullable Integer keptDays, int days) {}

  public record Kept(UUID orgId, int keepDays) {}

  /// @param days null for ever
  record Wanted(
      @Min(value = DAYS_MIN, message = DAYS_WANTED) @Max(value = DAYS_MAX, message = DAYS_WANTED)
          @Nullable Integer days) {
    private static final String DAYS_WANTED =
        "Keep it for " + DAYS_MIN + " to " + DAYS_MAX + " days, or for ever.";
  }

  /// In days; null for ever.
  public @Nullable Integer days(Actor actor) {
    actor.authorizeOrThrow(Permission.VIEW_AUDIT_LOG);
    return queries.keptDays(actor.orgId()).stream().findFirst().orElse(null);
  }

  /// For a form that changes it.
  @Nullable Integer daysForChange(Actor actor) {
    actor.authorizeOrThrow(Permission.CHANGE_AUDIT_LOG);
    return days(actor);
  }

  /// What has to be confirmed before it is kept for fewer days; null where nothing has.
  @Nullable Loss loss(Actor actor, @Nullable Integer wanted) {
    actor.authorizeOrThrow(Permission.CHANGE_AUDIT_LOG);
    constraints.requireMet(new Wanted(wanted));
    Integer now = days(actor);
    if (wanted == null || (now != null && now <= wanted)) {
      return null;
    }
    long entries =
        session
            .createNativeQuery(
                """
                select coalesce(sum(entries), 0) from audit_blocks
                where org_id = :orgId and expired_at is null and last_at < :before
                """,
                Long.class)
            .setParameter("orgId", actor.orgId())
            .setParameter("before", database.now().minus(Duration.ofDays(wanted)))
            .getSingleResult();
    return new Loss(entries, now, wanted);
  }

  /// @param wanted in days; null for ever
  public void change(Actor actor, @Nullable Integer wanted) {
    actor.authorizeOrThrow(Permission.CHANGE_AUDIT_LOG);
    constraints.requireMet(new Wanted(wanted));
    queries.ensureSettings(actor.orgId());
    AuditSettingsEntity settings =
        session.find(AuditSettingsEntity.class, actor.orgId(), LockModeType.PESSIMISTIC_WRITE);
    Integer before = settings.keepDays();
    settings.keep(wanted, database.now());
    audit.record(
        actor,
        "audit_retention.changed",
        "audit_log",
        Changes.none().changed("kept", words(before), words(wanted)));
  }

  /// Some of what is past its retention, so that one organization's backlog keeps no other waiting.
  @Scheduled(
      every = "${nemorouter.audit.expire-every:1h}",
      concurrentExecution = ConcurrentExecution.SKIP)
  void expireAll() {
    database
        .inInstallation(() -> queries.keptDays())
        .forEach(one -> expire(one.orgId(), Instant.now().minus(Duration.ofDays(one.keepDays()))));
  }

  public void expire(UUID orgId, Instant before) {
    for (int round = 0; round < ROUNDS; round++) {
      int gone = database.inInstallation(() -> chain.expire(orgId, before, BLOCKS_AT_ONCE));
      if (gone == 0) {
        return;
      }
      LOG.infof("Entries of the audit log expired organization=%s entries=%d", orgId, gone);
    }
  }

  static String words(@Nullable Integer days) {
    return days == null ? "for ever" : days + " days";
  }
}
