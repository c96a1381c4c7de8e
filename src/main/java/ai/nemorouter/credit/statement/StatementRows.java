package ai.nemorouter.credit.statement;

import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Ids;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The rows of statements and their lines.
@ApplicationScoped
class StatementRows implements PanacheRepositoryBase<StatementEntity, UUID> {
  Optional<StatementEntity> ofMonth(UUID orgId, YearMonth month) {
    return find("orgId = ?1 and month = ?2", orgId, month.atDay(1)).firstResultOptional();
  }

  /// The one that days are added to.
  Optional<StatementEntity> open(UUID orgId) {
    return find("orgId = ?1 and closedAt is null", orgId).firstResultOptional();
  }

  /// The same, locked until the transaction ends.
  Optional<StatementEntity> lockOpen(UUID orgId) {
    return find("orgId = ?1 and closedAt is null", orgId)
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .firstResultOptional();
  }

  /// Adds the first one, unless another node just did.
  void begin(UUID orgId, StatementRun.Open first) {
    getSession()
        .createNativeMutationQuery(
            """
            insert into credit_statements (org_id, id, month, zone, starts_at, ends_at, kept_until, next_at, opening, closing, charged)
            values (:orgId, :id, :month, :zone, :startsAt, :endsAt, :keptUntil, :nextAt, 0, 0, 0) on conflict do nothing
            """)
        .setParameter("orgId", orgId)
        .setParameter("id", Ids.next())
        .setParameter("month", first.month().atDay(1))
        .setParameter("zone", first.zone().getId())
        .setParameter("startsAt", first.startsAt())
        .setParameter("endsAt", first.endsAt())
        .setParameter("keptUntil", first.keptUntil())
        .setParameter("nextAt", first.dayEnds().plus(StatementEntity.GRACE))
        .executeUpdate();
  }

  void add(UUID orgId, StatementEntity statement, List<StatementLine> lines) {
    int position = statement.lines();
    for (StatementLine line : lines) {
      position++;
      getSession().persist(new StatementLineEntity(orgId, statement.id(), position, line));
    }
  }

  List<StatementLine> lines(UUID orgId, StatementEntity statement) {
    return getSession()
        .createSelectionQuery(
            "from StatementLineEntity l where l.orgId = ?1 and l.statementId = ?2 order by l.position",
            StatementLineEntity.class)
        .setParameter(1, orgId)
        .setParameter(2, statement.id())
        .getResultList()
        .stream()
        .map(StatementLineEntity::shown)
        .toList();
  }

  /// As stored.
  record EntryRow(
      UUID id, String kind, String note, String createdBy, Instant createdAt, long amount) {
    StatementRun.Entry entry() {
      return new StatementRun.Entry(id, kind, note, createdBy, createdAt, Money.ofNanos(amount));
    }
  }

  /// Entries of the journal that change credit and stand in no statement, the oldest first.
  List<StatementRun.Entry> entriesLeft(UUID orgId) {
    return getSession()
        .createNativeQuery(
            """
            select e.id, e.kind, e.note, e.created_by, e.created_at, -p.amount
            from journal_entries e join journal_postings p on p.org_id = e.org_id and p.entry_id = e.id
            where e.org_id = :orgId and p.account = 'customer_credit'
              and not exists (select from credit_statement_lines l where l.org_id = e.org_id and l.entry_id = e.id)
            order by e.created_at, e.id
            """,
            EntryRow.class)
        .setParameter("orgId", orgId)
        .stream()
        .map(EntryRow::entry)
        .toList();
  }

  /// Changes whenever days are written down; empty before the first.
  String mark(UUID orgId) {
    return getSession()
        .createNativeQuery(
            "select id || ' ' || kept_until from credit_statements where org_id = :orgId and closed_at is null",
            String.class)
        .setParameter("orgId", orgId)
        .uniqueResultOptional()
        .orElse("");
  }

  /// As stored.
  record HeadRow(
      LocalDate month, long opening, long added, long taken, long closing, boolean finished) {
    Statement.Head head() {
      return new Statement.Head(
          YearMonth.from(month),
          Money.ofNanos(opening),
          Money.ofNanos(added),
          Money.ofNanos(taken),
          Money.ofNanos(closing),
          finished);
    }
  }

  /// The newest first.
  List<Statement.Head> heads(UUID orgId) {
    return getSession()
        .createNativeQuery(
            """
            select s.month, s.opening, bounded(coalesce(sum(l.amount) filter (where l.amount > 0), 0)),
                   bounded(coalesce(sum(l.amount) filter (where l.amount < 0), 0)), s.closing, s.closed_at is not null
            from credit_statements s
            left join credit_statement_lines l on l.org_id = s.org_id and l.statement_id = s.id
            where s.org_id = :orgId group by s.org_id, s.id order by s.month desc
            """,
            HeadRow.class)
        .setParameter("orgId", orgId)
        .stream()
        .map(HeadRow::head)
        .toList();
  }

  /// What the organization is called, and the zone of its days.
  record Place(String name, String timezone) {
    ZoneId zone() {
      return ZoneId.of(timezone);
    }
  }

  Place place(UUID orgId) {
    return getSession()
        .createNativeQuery(
            "select name, timezone from organization_records where id = :id", Place.class)
        .setParameter("id", orgId)
        .getSingleResult();
  }

  /// Organizations that a day is to be written down of, those first that wait the longest.
  List<UUID> due(Instant now, int most) {
    return getSession()
        .createNativeQuery(
            """
            (select s.org_id from credit_statements s where s.closed_at is null and s.next_at <= :now
             order by s.next_at limit :most)
            union all
            (select distinct g.org_id from credit_grants g
             where not exists (select from credit_statements s where s.org_id = g.org_id) limit :most)
            """,
            UUID.class)
        .setParameter("now", now)
        .setParameter("most", most)
        .getResultList();
  }
}
