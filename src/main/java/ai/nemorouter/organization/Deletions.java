package ai.nemorouter.organization;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Operator;
import ai.nemorouter.access.Permission;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.InvalidInputException;
import ai.nemorouter.platform.Json;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;

/// Deletes organizations: no call starts from the request on, for some days it can be undone, and
/// then every row goes but the books and the audit log, under a row without a name.
@ApplicationScoped
public class Deletions {
  private static final Logger LOG = Logger.getLogger(Deletions.class);
  private static final int ROWS_AT_ONCE = 5_000;

  private final Database database;
  private final AuditLog auditLog;
  private final OrganizationConfig config;

  Deletions(Database database, AuditLog auditLog, OrganizationConfig config) {
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
    database
        .of(actor.orgId())
        .useTransaction(handle -> {
          Organization before = Suspensions.lock(handle, actor.orgId());
          requireName(before, typedName);
          if (before.deletionDueAt() != null) {
            return;
          }
          Suspensions.set(
              handle,
              actor.orgId(),
              "deletion_requested_at = now(), deletion_due_at = now() + interval '%d seconds'"
                  .formatted(delay().toSeconds()),
              null);
          auditLog.record(
              handle,
              actor,
              "organization.deletion_requested",
              "organization",
              Json.object().put("due_at", due(handle, actor.orgId()).toString()));
        });
  }

  public void undo(Actor actor) {
    actor.authorizeOrThrow(Permission.DELETE_ORGANIZATION);
    database.of(actor.orgId()).useTransaction(handle -> undo(handle, actor));
  }

  public void undo(Operator operator, UUID orgId) {
    database.of(orgId).useTransaction(handle -> undo(handle, operator.within(orgId)));
  }

  static void requireName(Organization organization, String typedName) {
    if (!typedName.strip().equals(organization.name())) {
      throw new InvalidInputException(
          "typed_name", "Type the organization's name exactly: " + organization.name());
    }
  }

  /// On every node; whoever comes second finds nothing left to do.
  @Scheduled(every = "10m", delayed = "2m", concurrentExecution = ConcurrentExecution.SKIP)
  void deleteWhatIsDue() {
    for (UUID orgId : due()) {
      delete(orgId);
    }
  }

  private void undo(Handle handle, Actor actor) {
    Organization before = Suspensions.lock(handle, actor.orgId());
    if (before.deletionDueAt() != null) {
      Suspensions.set(
          handle, actor.orgId(), "deletion_requested_at = null, deletion_due_at = null", null);
      auditLog.record(
          handle,
          actor,
          "organization.deletion_undone",
          "organization",
          Json.object().put("due_at", before.deletionDueAt().toString()));
    }
  }

  /// Calls that were under way end by themselves, and what they took is booked, before anything
  /// goes.
  private List<UUID> due() {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .createQuery(
                    """
                    select o.id from organizations o
                    where o.deletion_due_at <= now() and o.deleted_at is null
                      and not exists (select from holds h where h.org_id = o.id)
                    order by o.deletion_due_at
                    """)
                .mapTo(UUID.class)
                .list());
  }

  private void delete(UUID orgId) {
    long total = 0;
    long deleted;
    do {
      deleted =
          database
              .acrossOrganizations()
              .inTransaction(handle ->
                  handle
                      .createQuery("select delete_organization_rows(:orgId, :most)")
                      .bind("orgId", orgId)
                      .bind("most", ROWS_AT_ONCE)
                      .mapTo(Long.class)
                      .one());
      total += deleted;
    } while (deleted > 0);
    if (database.acrossOrganizations().inTransaction(handle -> bury(handle, orgId))) {
      LOG.infof("An organization was deleted id=%s rows=%d", orgId, total);
    }
  }

  /// Takes the name from what stays, once nothing else is left.
  private boolean bury(Handle handle, UUID orgId) {
    int buried =
        handle
            .createUpdate(
                """
                update organizations set name = 'Deleted organization', slug = 'deleted-' || id, timezone = 'UTC', demo = false,
                  contact_email = null, operators_suspended_at = null, operators_reason = null, deleted_at = now()
                where id = :id and deletion_due_at <= now() and deleted_at is null
                  and cardinality(organization_leftovers(id)) = 0
                """)
            .bind("id", orgId)
            .execute();
    if (buried == 1) {
      auditLog.record(
          handle, new Actor.Setup(orgId), "organization.deleted", "organization", Json.object());
    }
    return buried == 1;
  }

  private Duration delay() {
    return config.deletionDelay().isNegative() ? Duration.ZERO : config.deletionDelay();
  }

  private static Instant due(Handle handle, UUID orgId) {
    return Objects.requireNonNull(
        OrganizationSettings.find(handle, orgId, "").deletionDueAt(), "was just set");
  }
}
