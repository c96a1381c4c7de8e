package ai.nemorouter.organization;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Operator;
import ai.nemorouter.access.Permission;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.platform.Constraints;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.json.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Keeps an organization from making calls, and lets it make them again. Its owners suspend for
/// themselves; what operators suspend only operators let go on. The next hold on any node obeys;
/// calls under way finish.
@ForActor
@ApplicationScoped
public class Suspensions {
  private final OrganizationRows rows;
  private final Database database;
  private final Constraints constraints;
  private final AuditLog auditLog;

  Suspensions(
      OrganizationRows rows, Database database, Constraints constraints, AuditLog auditLog) {
    this.rows = rows;
    this.database = database;
    this.constraints = constraints;
    this.auditLog = auditLog;
  }

  /// For a page that asks before it happens.
  public Organization find(Actor actor) {
    actor.authorizeOrThrow(Permission.DELETE_ORGANIZATION);
    return rows.getOrThrow(actor.orgId());
  }

  /// Does nothing where its owners suspended it already.
  public void suspend(Actor actor) {
    actor.authorizeOrThrow(Permission.DELETE_ORGANIZATION);
    OrganizationEntity organization = rows.lockOrThrow(actor.orgId(), database.now());
    if (organization.shown().ownersSuspendedAt() == null) {
      organization.suspendForOwners(database.now());
      record(actor, "organization.suspended", null);
    }
  }

  /// Ends the owners' own suspension; that of operators stays.
  public void resume(Actor actor) {
    actor.authorizeOrThrow(Permission.DELETE_ORGANIZATION);
    OrganizationEntity organization = rows.lockOrThrow(actor.orgId(), database.now());
    if (organization.shown().ownersSuspendedAt() != null) {
      organization.suspendForOwners(null);
      record(actor, "organization.resumed", null);
    }
  }

  public void suspend(Operator operator, UUID orgId, SuspensionForm form) {
    String reason = constraints.requireMet(form).reason();
    inOrganization(
        orgId,
        () -> {
          rows.lockOrThrow(orgId, database.now()).suspendForOperators(database.now(), reason);
          record(operator.within(orgId), "organization.suspended_by_operator", reason);
        });
  }

  /// Ends the operators' suspension; that of its owners stays.
  public void resume(Operator operator, UUID orgId) {
    inOrganization(
        orgId,
        () -> {
          OrganizationEntity organization = rows.lockOrThrow(orgId, database.now());
          if (organization.shown().operatorsSuspendedAt() != null) {
            organization.resumeForOperators();
            record(operator.within(orgId), "organization.resumed_by_operator", null);
          }
        });
  }

  /// On behalf of the installation itself. Does nothing where operators suspended it already, or it
  /// is being deleted.
  ///
  /// @return whether it is suspended for that reason now
  public boolean suspendFor(Actor.Setup setup, String reason) {
    Optional<OrganizationEntity> running =
        rows.locked(setup.orgId())
            .filter(one -> !one.isDue(database.now()))
            .filter(one -> one.shown().operatorsSuspendedAt() == null);
    running.ifPresent(organization -> {
      organization.suspendForOperators(database.now(), reason);
      record(setup, "organization.suspended_by_operator", reason);
    });
    return running.isPresent();
  }

  /// Ends a suspension for that reason; others stay.
  public void resumeFor(Actor.Setup setup, String reason) {
    rows.locked(setup.orgId())
        .filter(one -> reason.equals(one.shown().operatorsReason()))
        .ifPresent(organization -> {
          organization.resumeForOperators();
          record(setup, "organization.resumed_by_operator", null);
        });
  }

  private void inOrganization(UUID orgId, Runnable work) {
    database.inOrganization(
        orgId,
        () -> {
          work.run();
          return true;
        });
  }

  private void record(Actor actor, String action, @Nullable String reason) {
    auditLog.record(actor, action, "organization", Json.object().put("reason", reason));
  }
}
