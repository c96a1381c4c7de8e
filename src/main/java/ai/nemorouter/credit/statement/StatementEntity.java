package ai.nemorouter.credit.statement;

import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.database.OfOrganization;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The row of a statement. Days are added until its month is over; then it stays as it is, which
/// the database sees to.
@Entity
@Table(name = "credit_statements")
class StatementEntity extends OfOrganization {
  /// After the end of a day its last charges are booked, as a rule.
  static final Duration GRACE = Duration.ofMinutes(5);

  private static final Instant NEVER = Instant.parse("9999-01-01T00:00:00Z");

  @Id private UUID id;

  @Column(updatable = false)
  private LocalDate month;

  @Column(updatable = false)
  private String zone;

  @Column(updatable = false)
  private Instant startsAt;

  @Column(updatable = false)
  private Instant endsAt;

  private Instant keptUntil;
  private Instant nextAt;

  @Column(updatable = false)
  private Money opening;

  private Money closing;
  private int lines;
  private Money charged;
  private String issuer = "";
  private String holder = "";
  private @Nullable Instant closedAt;

  /// For Hibernate alone.
  protected StatementEntity() {}

  StatementEntity(UUID orgId, StatementRun.Open open) {
    super(orgId);
    this.id = Ids.next();
    this.month = open.month().atDay(1);
    this.zone = open.zone().getId();
    this.startsAt = open.startsAt();
    this.endsAt = open.endsAt();
    this.opening = open.opening();
    keep(open, 0);
  }

  /// @param more lines that were added
  final void keep(StatementRun.Open open, int more) {
    keptUntil = open.keptUntil();
    nextAt = open.dayEnds().plus(GRACE);
    closing = open.closing();
    charged = open.charged();
    lines += more;
  }

  void close(String issued, String held, Instant now) {
    issuer = issued;
    holder = held;
    closedAt = now;
  }

  /// Its organization has no credit any more.
  void stop() {
    nextAt = NEVER;
  }

  boolean isDue(Instant now) {
    return closedAt == null && !nextAt.isAfter(now);
  }

  boolean isOpen() {
    return closedAt == null;
  }

  UUID id() {
    return id;
  }

  int lines() {
    return lines;
  }

  YearMonth month() {
    return YearMonth.from(month);
  }

  StatementRun.Open open() {
    return new StatementRun.Open(
        month(), ZoneId.of(zone), startsAt, endsAt, keptUntil, opening, closing, charged);
  }

  Statement shown(List<StatementLine> shown) {
    return new Statement(
        month(),
        ZoneId.of(zone),
        startsAt,
        endsAt,
        opening,
        closing,
        shown,
        issuer,
        holder,
        closedAt);
  }
}
