package ai.nemorouter.organization;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Operator;
import ai.nemorouter.access.Permission;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.Json;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/// Deletes organizations: no call starts from the request on, for some days it can be undone, and
/// then every row goes but the books and the audit log, under a row without a name.
@ForActor
@ApplicationScoped
public class Deletions {
  private static final Logger LOG = Logger.getLogger(Deletions.class);
  private static final int ROWS_AT_ONCE = 5_000;

  private final OrganizationRows rows;
  private final OrganizationQueries queries;
  private final Database database;
  private final AuditLog auditLog;
  private final OrganizationConfig config;

  Deletions(
      OrganizationRows rows,
      OrganizationQueries queries,
      Database database,
      AuditLog auditLog,
      OrganizationConfig config) {
    this.rows = rows;
    this.queries = queries;
    this.database = database;
    this.auditLog = auditLog;
    this.config = config;
  }

  /// How long a deletion can be undone, in days.
  public long days() {
    return delay().toDays();
  }

  /// Does nothing where it was asked for already.
  ///
  /// @param typedName the organization's name, as a confirmation
  public void request(Actor actor, String typedName) {
    actor.authorizeOrThrow(Permission.DELETE_ORGANIZATION);
    Instant now = database.now();
    OrganizationEntity organization = rows.lockOrThrow(actor.orgId(), now);
    requireName(organization.shown(), typedName);
    if (organization.shown().deletionDueAt() == null) {
      Instant due = now.plus(delay());
      organization.requestDeletion(now, due);
      record(actor, "organization.deletion_requested", due);
    }
  }

  public void undo(Actor actor) {
    actor.authorizeOrThrow(Permission.DELETE_ORGANIZATION);
    Instant now = database.now();
    OrganizationEntity organization = rows.lockOrThrow(actor.orgId(), now);
    Instant due = organization.shown().deletionDueAt();
    if (due != null) {
      organization.undoDeletion();
      record(actor, "organization.deletion_undone", due);
    }
  }

  public void undo(Operator operator, UUID orgId) {
    database.inOrganization(
        orgId,
        () -> {
          undo(operator.within(orgId));
          return true;
        });
  }

  public static void requireName(Organization organization, String typedName) {
    if (!typedName.strip().equals(organization.name())) {
      throw new InvalidInputException(
          "typed_name", "Type the organization's name exactly: " + organization.name());
    }
  }

  /// On every node; the one that comes second finds nothing left to do.
  @Scheduled(every = "10m", delayed = "2m", concurrentExecution = ConcurrentExecution.SKIP)
  void deleteWhatIsDue() {
    for (UUID orgId : database.inInstallation(queries::due)) {
      delete(orgId);
    }
  }

  private void delete(UUID orgId) {
    long total = 0;
    long deleted;
    do {
      deleted = database.inInstallation(() -> rows.deleteSome(orgId, ROWS_AT_ONCE));
      total += deleted;
    } while (deleted > 0);
    if (database.inInstallation(() -> bury(orgId))) {
      LOG.infof("An organization was deleted id=%s rows=%d", orgId, total);
    }
  }

  /// Takes the name from what stays, once nothing else is left.
  private boolean bury(UUID orgId) {
    Instant now = database.now();
    Optional<OrganizationEntity> organization =
        rows.locked(orgId)
            .filter(one -> one.isDue(now) && !one.isDeleted() && !rows.hasLeftovers(orgId));
    organization.ifPresent(one -> {
      one.bury(now);
      auditLog.record(
          new Actor.Setup(orgId), "organization.deleted", "organization", Json.object());
    });
    return organization.isPresent();
  }

  private void record(Actor actor, String action, Instant due) {
    auditLog.record(actor, action, "organization", Json.object().put("due_at", due.toString()));
  }

  private Duration delay() {
    return config.deletionDelay().isNegative() ? Duration.ZERO : config.deletionDelay();
  }
}
