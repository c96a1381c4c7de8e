package ai.nemorouter.limit;

import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/// An organization's limit of kind `credit`: what the hold engine checks of prepaid money. In the
/// transaction that the thread is in, and in SQL, because the rows are the engine's.
@ApplicationScoped
public class CreditLimit {
  /// By so much a call may be older than its charge. What is older still counts in the total alone.
  private static final Duration LONGEST_CALL = Duration.ofDays(1);

  private final Session session;

  CreditLimit(Session session) {
    this.session = session;
  }

  /// How it stands.
  ///
  /// @param cap what may ever be used
  /// @param used what finished calls have cost
  /// @param held what calls under way may still cost
  public record Standing(Money cap, Money used, Money held) {
    static Standing of(Row row) {
      return new Standing(
          Money.ofNanos(row.cap()), Money.ofNanos(row.used()), Money.ofNanos(row.held()));
    }
  }

  /// As stored.
  record Row(long cap, long used, long held) {}

  /// Empty before the first grant.
  public Optional<Standing> standing(UUID orgId) {
    return session
        .createNativeQuery(
            """
            select l.amount, bounded(coalesce(sum(w.used), 0)), bounded(coalesce(sum(w.held), 0))
            from limits l left join windows w on w.org_id = l.org_id and w.limit_id = l.id
            where l.org_id = :orgId and l.kind = 'credit' and l.removed_at is null
            group by l.id, l.amount
            """,
            Row.class)
        .setParameter("orgId", orgId)
        .uniqueResultOptional()
        .map(Standing::of);
  }

  /// What was charged to credit, as one moment saw it.
  ///
  /// @param total since the beginning
  /// @param days by the day on which it was charged, without days of nothing
  public record Charged(Money total, SortedMap<LocalDate, Money> days) {}

  /// As stored.
  record DayRow(@Nullable LocalDate day, long used) {}

  /// One statement, so that the days and the total agree: a settlement changes both or neither.
  ///
  /// @param since from when on days are told apart
  /// @return empty where the organization has no credit, or is gone
  public Optional<Charged> charged(UUID orgId, Instant since, ZoneId zone) {
    List<DayRow> rows =
        session
            .createNativeQuery(
                """
                select null::date, bounded(coalesce(sum(w.used), 0))
                from limits l left join windows w on w.org_id = l.org_id and w.limit_id = l.id
                where l.org_id = :orgId and l.kind = 'credit' and l.removed_at is null group by l.id
                union all
                select (c.finished_at at time zone :zone)::date, bounded(sum(c.cost))
                from every_attempt c
                where c.org_id = :orgId and c.id >= :first and c.finished_at >= :since and not c.own_provider and c.cost > 0
                group by 1
                """,
                DayRow.class)
            .setParameter("orgId", orgId)
            .setParameter("zone", zone.getId())
            .setParameter("first", Ids.firstAt(since.minus(LONGEST_CALL)))
            .setParameter("since", since)
            .getResultList();
    SortedMap<LocalDate, Money> days = new TreeMap<>();
    Optional<Money> total = Optional.empty();
    for (DayRow row : rows) {
      if (row.day() == null) {
        total = Optional.of(Money.ofNanos(row.used()));
      } else {
        days.put(row.day(), Money.ofNanos(row.used()));
      }
    }
    return total.map(used -> new Charged(used, days));
  }

  /// Keeps calls from taking more of the credit until the transaction ends: returns once every hold
  /// of the organization that was being decided is committed, and keeps the next ones and all
  /// settlements waiting, because each batch locks the window of the credit before it reads
  /// anything that it decides by. What ends somebody's right to call waits so by a trigger.
  public void lock(UUID orgId) {
    session
        .createNativeQuery(
            """
            select w.id from windows w
            where w.org_id = :orgId and w.limit_id in (
              select id from limits where org_id = :orgId and kind = 'credit' and removed_at is null)
            order by w.id for update
            """,
            Long.class)
        .setParameter("orgId", orgId)
        .getResultList();
  }

  /// What calls under way that began before then may still cost.
  public Money heldBefore(UUID orgId, Instant time) {
    return Money.ofNanos(
        session
            .createNativeQuery(
                """
                select bounded(coalesce(sum(x.amount), 0))
                from holds h cross join lateral unnest(h.window_ids, h.amounts) x(window_id, amount)
                join windows w on w.org_id = h.org_id and w.id = x.window_id
                join limits l on l.org_id = w.org_id and l.id = w.limit_id
                where h.org_id = :orgId and h.placed_at < :time and l.kind = 'credit'
                """,
                Long.class)
            .setParameter("orgId", orgId)
            .setParameter("time", time)
            .getSingleResult());
  }

  /// Raises the cap, or lowers it by a negative amount. The first raise makes the limit.
  ///
  /// @return the cap after it
  public Money raise(UUID orgId, Money amount) {
    Optional<Long> changed =
        session
            .createNativeQuery(
                """
                update limits set amount = amount + :amount, updated_at = now(),
                  lowered_at = case when :amount < 0 then clock_timestamp() else lowered_at end
                where org_id = :orgId and kind = 'credit' and removed_at is null returning amount
                """,
                Long.class)
            .setParameter("orgId", orgId)
            .setParameter("amount", amount.nanos())
            .uniqueResultOptional();
    if (changed.isEmpty()) {
      make(orgId, amount);
    }
    return changed.map(Money::ofNanos).orElse(amount);
  }

  /// Makes the limit where there is none.
  void make(UUID orgId, Money amount) {
    session
        .createNativeMutationQuery(
            """
            insert into limits (org_id, id, scope, scope_id, kind, unit, period, amount)
            values (:orgId, :id, 'organization', :orgId, 'credit', 'usd', 'total', :amount)
            """)
        .setParameter("orgId", orgId)
        .setParameter("id", Ids.next())
        .setParameter("amount", amount.nanos())
        .executeUpdate();
  }
}
