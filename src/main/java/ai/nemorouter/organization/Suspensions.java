package ai.nemorouter.organization;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Operator;
import ai.nemorouter.access.Permission;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.InvalidInputException;
import ai.nemorouter.platform.Json;
import ai.nemorouter.platform.NotFoundException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Keeps an organization from making calls, and lets it make them again. Its owners suspend for
/// themselves; what operators suspend only operators let go on. The next hold on any node obeys;
/// calls under way finish.
@ApplicationScoped
public class Suspensions {
  private static final int REASON_LENGTH_MAX = 500;

  private final Database database;
  private final AuditLog auditLog;

  Suspensions(Database database, AuditLog auditLog) {
    this.database = database;
    this.auditLog = auditLog;
  }

  /// For a page that asks before it happens.
  public Organization find(Actor actor) {
    actor.authorizeOrThrow(Permission.DELETE_ORGANIZATION);
    return database
        .of(actor.orgId())
        .read(handle -> OrganizationSettings.find(handle, actor.orgId(), ""));
  }

  /// Does nothing where its owners suspended it already.
  public void suspend(Actor actor) {
    actor.authorizeOrThrow(Permission.DELETE_ORGANIZATION);
    database
        .of(actor.orgId())
        .useTransaction(handle -> {
          Organization before = lock(handle, actor.orgId());
          if (before.ownersSuspendedAt() == null) {
            set(handle, actor.orgId(), "owners_suspended_at = now()", null);
            record(handle, actor, "organization.suspended", null);
          }
        });
  }

  /// Ends the owners' own suspension; that of operators stays.
  public void resume(Actor actor) {
    actor.authorizeOrThrow(Permission.DELETE_ORGANIZATION);
    database
        .of(actor.orgId())
        .useTransaction(handle -> {
          Organization before = lock(handle, actor.orgId());
          if (before.ownersSuspendedAt() != null) {
            set(handle, actor.orgId(), "owners_suspended_at = null", null);
            record(handle, actor, "organization.resumed", null);
          }
        });
  }

  /// @param reason what its owners read
  public void suspend(Operator operator, UUID orgId, String reason) {
    String valid = validReason(reason);
    database
        .of(orgId)
        .useTransaction(handle -> {
          lock(handle, orgId);
          set(
              handle,
              orgId,
              "operators_suspended_at = coalesce(operators_suspended_at, now()), operators_reason = :reason",
              valid);
          record(handle, operator.within(orgId), "organization.suspended_by_operator", valid);
        });
  }

  /// Ends the operators' suspension; that of its owners stays.
  public void resume(Operator operator, UUID orgId) {
    database
        .of(orgId)
        .useTransaction(handle -> {
          Organization before = lock(handle, orgId);
          if (before.operatorsSuspendedAt() != null) {
            set(handle, orgId, "operators_suspended_at = null, operators_reason = :reason", null);
            record(handle, operator.within(orgId), "organization.resumed_by_operator", null);
          }
        });
  }

  /// The organization, kept from changing until the transaction ends.
  static Organization lock(Handle handle, UUID orgId) {
    Organization organization = OrganizationSettings.find(handle, orgId, "for no key update");
    boolean gone =
        handle
            .createQuery(
                "select coalesce(deletion_due_at <= now(), false) from organizations where id = :id")
            .bind("id", orgId)
            .mapTo(Boolean.class)
            .one();
    if (gone) {
      throw new NotFoundException("organization");
    }
    return organization;
  }

  /// Changes what suspends it, and from that what every hold looks at.
  static void set(Handle handle, UUID orgId, String change, @Nullable String reason) {
    var update = handle.createUpdate("update organizations set " + change + " where id = :id");
    if (change.contains(":reason")) {
      update.bind("reason", reason);
    }
    update.bind("id", orgId).execute();
    handle
        .createUpdate(
            """
            update organizations
            set suspended_at = least(owners_suspended_at, operators_suspended_at, deletion_requested_at) where id = :id
            """)
        .bind("id", orgId)
        .execute();
  }

  private void record(Handle handle, Actor actor, String action, @Nullable String reason) {
    auditLog.record(handle, actor, action, "organization", Json.object().put("reason", reason));
  }

  private static String validReason(String reason) {
    String stripped = reason.strip();
    if (stripped.isEmpty() || stripped.length() > REASON_LENGTH_MAX) {
      throw new InvalidInputException(
          "reason",
          "Say in 1 to %d characters why: the organization's owners read it."
              .formatted(REASON_LENGTH_MAX));
    }
    return stripped;
  }
}
