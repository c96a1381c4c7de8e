package ai.nemorouter.usage.report.mail;

import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.database.OfOrganization;
import ai.nemorouter.usage.report.Grouping;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A person's report by e-mail: what it is set to, and when the next one is due.
@Entity
@Table(name = "report_schedules")
class ReportScheduleEntity extends OfOrganization {
  /// So often one report is tried.
  static final int ATTEMPTS_MAX = 6;

  @Id private UUID id;
  private UUID userId;
  private String frequency;
  private String groupedBy;
  private @Nullable Instant pausedAt;
  private LocalDate nextOn;
  private @Nullable Instant notBefore;
  private int attempts;
  private @Nullable Instant lastSentAt;
  private String problem = "";

  /// For Hibernate alone.
  protected ReportScheduleEntity() {}

  ReportScheduleEntity(UUID orgId, UUID userId, LocalDate today, Frequency every, Grouping by) {
    super(orgId);
    this.id = Ids.next();
    this.userId = userId;
    this.nextOn = every.next(every.begin(today));
    set(today, every, by);
  }

  UUID orgId() {
    return orgId;
  }

  UUID id() {
    return id;
  }

  UUID userId() {
    return userId;
  }

  Frequency frequency() {
    return Frequency.of(frequency).orElse(Frequency.WEEK);
  }

  Grouping grouping() {
    return Grouping.of(groupedBy).orElse(Grouping.TEAM);
  }

  int attempts() {
    return attempts;
  }

  @Nullable Instant notBefore() {
    return notBefore;
  }

  boolean isPaused() {
    return pausedAt != null;
  }

  /// The first report is about the period under way. What is due already stays due.
  final void set(LocalDate today, Frequency every, Grouping by) {
    boolean goesOn = every.word().equals(frequency) && !isPaused();
    frequency = every.word();
    groupedBy = by.word();
    pausedAt = null;
    if (!goesOn) {
      next(every.next(every.begin(today)));
    }
  }

  void pause(Instant now) {
    pausedAt = now;
  }

  void resume(LocalDate today) {
    pausedAt = null;
    next(frequency().next(frequency().begin(today)));
  }

  /// Keeps other nodes from it until then.
  void take(Instant until) {
    notBefore = until;
    attempts++;
  }

  void sent(Instant now, LocalDate following) {
    lastSentAt = now;
    problem = "";
    next(following);
  }

  /// This one is never sent.
  void skip(String because, LocalDate following) {
    problem = because;
    next(following);
  }

  void retryIn(Duration pause, Instant now) {
    notBefore = now.plus(pause);
  }

  private void next(LocalDate day) {
    nextOn = day;
    notBefore = null;
    attempts = 0;
  }

  ReportSchedule shown() {
    return new ReportSchedule(frequency(), grouping(), isPaused(), nextOn, lastSentAt, problem);
  }
}
