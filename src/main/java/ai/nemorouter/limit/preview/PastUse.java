package ai.nemorouter.limit.preview;

import ai.nemorouter.limit.CreditLimit;
import ai.nemorouter.limit.Limit;
import ai.nemorouter.limit.LimitTerms;
import ai.nemorouter.limit.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.hibernate.Session;

/// What a scope's finished attempts took of a unit in the period that is under way, summed from
/// those that are still stored: what a limit begins with that counts its whole period. In the
/// transaction that the thread is in.
@ApplicationScoped
public class PastUse {
  private static final String COUNTED =
      """
      select p.starts_at, p.ends_at, bounded(sum({own})) as used
      from (
        select window_start(:period, o.timezone, null) - case :period when 'minute' then interval '1 minute' else interval '0' end as since,
          o.timezone from organization_records o where o.id = :orgId) b
      cross join lateral {attempts} c
      cross join lateral (
        select case :period when 'minute' then date_bin(rolling_step(), c.started_at, 'epoch'::timestamptz)
            else window_start(:period, b.timezone, null) end as starts_at,
          case :period when 'minute' then date_bin(rolling_step(), c.started_at, 'epoch'::timestamptz) + rolling_step() + interval '1 minute'
            else window_end(:period, b.timezone) end as ends_at) p
      where p.ends_at > now() group by 1, 2
      """
          .replace("{own}", CountedAttempts.OWN)
          .replace("{attempts}", CountedAttempts.since("b.since"));

  private final Session session;
  private final CreditLimit credit;

  PastUse(Session session, CreditLimit credit) {
    this.session = session;
    this.credit = credit;
  }

  long total(UUID orgId, Scope scope, LimitTerms terms) {
    return CountedAttempts.of(
            orgId,
            scope,
            terms,
            session.createNativeQuery(
                "select bounded(coalesce(sum(x.used), 0)) from (" + COUNTED + ") x", Long.class))
        .getSingleResult();
  }

  /// Makes the limit's first windows with it, of a rolling minute one for each step. No attempt of
  /// the organization is held or settled until the transaction ends, so that none counts twice or
  /// not at all: each one has to lock the window of the credit. What attempts under way hold stays
  /// where it is held.
  public void carryInto(Limit limit) {
    credit.lock(limit.orgId());
    CountedAttempts.of(
            limit.orgId(),
            limit.scope(),
            limit.terms(),
            session.createNativeMutationQuery(
                "insert into windows (org_id, limit_id, unit, starts_at, ends_at, used, carried)"
                    + " select :orgId, :limitId, :unit, x.starts_at, x.ends_at, x.used, x.used from ("
                    + COUNTED
                    + ") x where x.used > 0 order by x.starts_at"))
        .setParameter("limitId", limit.id())
        .executeUpdate();
    session
        .createNativeMutationQuery(
            """
            update limits l set lowered_at = clock_timestamp()
            where l.org_id = :orgId and l.id = :limitId
              and exists (select from windows w where w.org_id = l.org_id and w.limit_id = l.id and w.used > l.amount)
            """)
        .setParameter("orgId", limit.orgId())
        .setParameter("limitId", limit.id())
        .executeUpdate();
  }
}
