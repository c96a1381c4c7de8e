package ai.nemorouter.usage.report.mail;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Origin;
import ai.nemorouter.access.Permission;
import ai.nemorouter.organization.Organization;
import ai.nemorouter.organization.Organizations;
import ai.nemorouter.organization.member.Members;
import ai.nemorouter.platform.Mails;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.FailureText;
import ai.nemorouter.platform.http.ConsoleConfig;
import ai.nemorouter.usage.report.Grouping;
import ai.nemorouter.usage.report.Metric;
import ai.nemorouter.usage.report.ReportFilter;
import ai.nemorouter.usage.report.ReportQuery;
import ai.nemorouter.usage.report.ReportRange;
import ai.nemorouter.usage.report.UsageReport;
import ai.nemorouter.usage.report.UsageReports;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/// Mails reports that are due. Any node takes them up; a lease keeps the others from one while it
/// is sent, and ends by itself if the node dies. So each is sent once as a rule, and again only
/// where a node died after it was sent and before that was written down.
@ApplicationScoped
class ReportEmails {
  private static final Logger LOG = Logger.getLogger(ReportEmails.class);
  private static final int AT_ONCE = 10;
  private static final Duration LEASE = Duration.ofMinutes(5);
  private static final Duration PAUSE = Duration.ofMinutes(20);
  private static final int GROUPS = 10;

  private final ReportScheduleRows rows;
  private final UsageReports reports;
  private final Members members;
  private final Organizations organizations;
  private final Mails mails;
  private final ConsoleConfig console;
  private final Database database;

  ReportEmails(
      ReportScheduleRows rows,
      UsageReports reports,
      Members members,
      Organizations organizations,
      Mails mails,
      ConsoleConfig console,
      Database database) {
    this.rows = rows;
    this.reports = reports;
    this.members = members;
    this.organizations = organizations;
    this.mails = mails;
    this.console = console;
    this.database = database;
  }

  /// A report that this node has taken up.
  ///
  /// @param attempts this one included
  private record Taken(
      UUID orgId,
      UUID id,
      UUID userId,
      Frequency frequency,
      Grouping grouping,
      int attempts,
      Instant now,
      Instant until) {}

  @Scheduled(every = "5m", delayed = "40s", concurrentExecution = ConcurrentExecution.SKIP)
  void sendDue() {
    if (!mails.areAvailable()) {
      return;
    }
    List<Taken> taken;
    do {
      taken = database.inInstallation(this::take);
      taken.forEach(this::send);
    } while (taken.size() == AT_ONCE);
  }

  private List<Taken> take() {
    Instant now = database.now();
    Instant until = now.plus(LEASE);
    return rows.due(AT_ONCE).stream()
        .map(row -> {
          row.take(until);
          return new Taken(
              row.orgId(),
              row.id(),
              row.userId(),
              row.frequency(),
              row.grouping(),
              row.attempts(),
              now,
              until);
        })
        .toList();
  }

  private void send(Taken taken) {
    Organization organization =
        database.inInstallation(() -> organizations.getOrThrow(taken.orgId()));
    LocalDate begin =
        taken.frequency().begin(LocalDate.ofInstant(taken.now(), organization.zone()));
    LocalDate following = taken.frequency().next(begin);
    try {
      Optional<Mails.Letter> letter =
          database.inOrganization(taken.orgId(), () -> letter(taken, organization, begin));
      if (letter.isEmpty()) {
        book(
            taken,
            row -> row.skip("You were not allowed to see usage when it was due.", following));
        return;
      }
      mails.send(letter.get());
      book(taken, row -> row.sent(database.now(), following));
    } catch (RuntimeException e) {
      LOG.warnf("A usage report was not mailed report=%s cause=%s", taken.id(), FailureText.of(e));
      if (!Database.isUnavailable(e)) {
        book(taken, row -> failed(row, following));
      } // Else the lease ends by itself; there is nowhere to write now.
    }
  }

  private void failed(ReportScheduleEntity row, LocalDate following) {
    if (row.attempts() >= ReportScheduleEntity.ATTEMPTS_MAX) {
      row.skip("The mail server did not take it.", following);
    } else {
      row.retryIn(PAUSE.multipliedBy(row.attempts()), database.now());
    }
  }

  /// With what the person may see at this moment; empty where that is nothing.
  private Optional<Mails.Letter> letter(Taken taken, Organization organization, LocalDate begin) {
    Optional<Actor.Person> person =
        members
            .represent(taken.orgId(), taken.userId(), Origin.INSIDE)
            .filter(member -> member.mayAnywhere(Permission.VIEW_OVERVIEW));
    Optional<String> email = rows.email(taken.orgId(), taken.userId());
    if (person.isEmpty() || email.isEmpty()) {
      return Optional.empty();
    }
    ReportRange range =
        ReportRange.between(
            taken.frequency().previous(begin),
            begin.minusDays(1),
            organization.zone(),
            taken.now());
    UsageReport report =
        reports.of(
            person.get(),
            new ReportQuery(range, taken.grouping(), Metric.SPEND, ReportFilter.ALL, 1),
            GROUPS);
    boolean everything = person.get().may(Permission.VIEW_OVERVIEW);
    ReportEmail letter = new ReportEmail(report, organization, everything, console.url());
    return Optional.of(
        new Mails.Letter(
            List.of(email.get()),
            letter.subject(),
            letter.text(),
            "usage-report-" + taken.id() + "-" + begin));
  }

  /// Unless the lease has passed to another node, or the person has set it anew, since.
  private void book(Taken taken, Consumer<ReportScheduleEntity> change) {
    database.inOrganization(
        taken.orgId(),
        () -> {
          rows.lock(taken.orgId(), taken.userId())
              .filter(row -> taken.until().equals(row.notBefore()))
              .ifPresent(change);
          return true;
        });
  }
}
