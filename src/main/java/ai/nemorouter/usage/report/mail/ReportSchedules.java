package ai.nemorouter.usage.report.mail;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.Changes;
import ai.nemorouter.organization.Organizations;
import ai.nemorouter.organization.member.MemberRemoval;
import ai.nemorouter.platform.Constraints;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.usage.report.Grouping;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.LocalDate;
import java.util.Optional;

/// Reports by e-mail, which people set up for themselves. `ReportEmails` sends them.
@ForActor
@ApplicationScoped
public class ReportSchedules {
  private static final String TARGET = "usage report";

  private final ReportScheduleRows rows;
  private final Organizations organizations;
  private final Constraints constraints;
  private final Database database;
  private final AuditLog auditLog;

  ReportSchedules(
      ReportScheduleRows rows,
      Organizations organizations,
      Constraints constraints,
      Database database,
      AuditLog auditLog) {
    this.rows = rows;
    this.organizations = organizations;
    this.constraints = constraints;
    this.database = database;
    this.auditLog = auditLog;
  }

  /// The person's own; empty where they get none.
  public Optional<ReportSchedule> find(Actor.Person person) {
    person.reachOrThrow(Permission.VIEW_OVERVIEW);
    return rows.of(person.orgId(), person.userId()).map(ReportScheduleEntity::shown);
  }

  /// Sets it up or changes it. One that was paused goes on.
  public ReportSchedule set(Actor.Person person, ReportScheduleForm form) {
    person.reachOrThrow(Permission.VIEW_OVERVIEW);
    constraints.requireMet(form);
    if (rows.email(person.orgId(), person.userId()).isEmpty()) {
      throw new InvalidInputException(
          "frequency",
          "Only members of the organization get its reports by e-mail. Have yourself added as a member first.");
    }
    Frequency every = Frequency.of(form.frequency()).orElseThrow();
    Grouping by = Grouping.of(form.group()).orElseThrow();
    Optional<ReportScheduleEntity> before =
        rows.lock(person.orgId(), person.userId())
            .or(() -> {
              database.lockName("usage report of " + person.userId() + " in " + person.orgId());
              return rows.lock(person.orgId(), person.userId());
            });
    Changes changes =
        Changes.none()
            .changed(
                "frequency", before.map(row -> row.frequency().word()).orElse(null), every.word())
            .changed("grouping", before.map(row -> row.grouping().word()).orElse(null), by.word());
    ReportScheduleEntity row =
        before.orElseGet(() -> {
          ReportScheduleEntity made =
              new ReportScheduleEntity(person.orgId(), person.userId(), today(person), every, by);
          rows.persist(made);
          return made;
        });
    row.set(today(person), every, by);
    auditLog.record(person, "usage_report.set", TARGET, changes);
    return row.shown();
  }

  public void pause(Actor.Person person) {
    person.reachOrThrow(Permission.VIEW_OVERVIEW);
    ReportScheduleEntity row = lockOrThrow(person);
    if (!row.isPaused()) {
      row.pause(database.now());
      auditLog.record(
          person, "usage_report.paused", TARGET, Changes.none().changed("paused", false, true));
    }
  }

  /// What was not sent meanwhile is not sent later.
  public void resume(Actor.Person person) {
    person.reachOrThrow(Permission.VIEW_OVERVIEW);
    ReportScheduleEntity row = lockOrThrow(person);
    if (row.isPaused()) {
      row.resume(today(person));
      auditLog.record(
          person, "usage_report.resumed", TARGET, Changes.none().changed("paused", true, false));
    }
  }

  public void end(Actor.Person person) {
    person.reachOrThrow(Permission.VIEW_OVERVIEW);
    ReportSchedule ended = lockOrThrow(person).shown();
    rows.deleteOf(person.orgId(), person.userId());
    auditLog.record(
        person,
        "usage_report.ended",
        TARGET,
        Changes.none()
            .removed("frequency", ended.frequency().word())
            .removed("grouping", ended.grouping().word()));
  }

  void onLeft(@Observes MemberRemoval.Left left) {
    rows.deleteOf(left.actor().orgId(), left.userId());
  }

  private ReportScheduleEntity lockOrThrow(Actor.Person person) {
    return rows.lock(person.orgId(), person.userId())
        .orElseThrow(() -> new NotFoundException("usage report"));
  }

  private LocalDate today(Actor actor) {
    return LocalDate.ofInstant(database.now(), organizations.getOrThrow(actor.orgId()).zone());
  }
}
