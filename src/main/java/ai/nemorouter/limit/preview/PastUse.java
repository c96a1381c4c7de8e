package ai.nemorouter.limit.preview;

import ai.nemorouter.limit.CreditLimit;
import ai.nemorouter.limit.Limit;
import ai.nemorouter.limit.LimitTerms;
import ai.nemorouter.limit.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.query.CommonQueryContract;

/// What a scope's finished attempts took of a unit in the period that is under way, summed from
/// those that are still stored: what a limit begins with that counts its whole period. A request
/// counts once, at the first of its attempts that the limit counts. In the transaction that the
/// thread is in.
@ApplicationScoped
public class PastUse {
  /// A call's identifier is a little older than its start.
  private static final String COUNTED =
      """
      select p.starts_at, p.ends_at,
        bounded(case :unit when 'usd' then sum(c.cost)
          when 'tokens' then sum(coalesce(c.prompt_tokens, 0)::numeric + coalesce(c.completion_tokens, 0))
          when 'requests' then count(c.id) filter (where c.counts) else 0 end) as used
      from (
        select window_start(:period, o.timezone, null) - case :period when 'minute' then interval '1 minute' else interval '0' end as since,
          o.timezone from organization_records o where o.id = :orgId) b
      cross join lateral (
        select c.*, c.sent and row_number() over (partition by c.request_id, c.sent order by c.id) = 1 as counts from every_attempt c
        where c.org_id = :orgId and c.status <> 'refused' and c.started_at >= b.since
        and c.id >= case when b.since = '-infinity' then '00000000-0000-0000-0000-000000000000'::uuid
          else first_id_of(b.since - interval '1 hour') end
        and case :scope when 'team' then c.team_id when 'member' then c.member_id when 'key' then c.key_id else c.org_id end = :scopeId
        and c.model is not distinct from coalesce(:model, c.model) and c.provider is not distinct from coalesce(:provider, c.provider)) c
      cross join lateral (
        select case :period when 'minute' then date_bin(rolling_step(), c.started_at, 'epoch'::timestamptz)
            else window_start(:period, b.timezone, null) end as starts_at,
          case :period when 'minute' then date_bin(rolling_step(), c.started_at, 'epoch'::timestamptz) + rolling_step() + interval '1 minute'
            else window_end(:period, b.timezone) end as ends_at) p
      where p.ends_at > now() group by 1, 2
      """;

  private final Session session;
  private final CreditLimit credit;

  PastUse(Session session, CreditLimit credit) {
    this.session = session;
    this.credit = credit;
  }

  long total(UUID orgId, Scope scope, LimitTerms terms) {
    return about(
            session.createNativeQuery(
                "select bounded(coalesce(sum(x.used), 0)) from (" + COUNTED + ") x", Long.class),
            orgId,
            scope,
            terms)
        .getSingleResult();
  }

  /// Makes the limit's first windows with it, of a rolling minute one for each step. No call of the
  /// organization is held or settled until the transaction ends, so that none counts twice or not
  /// at all: each one has to lock the window of the credit. What calls under way hold stays where
  /// it is held.
  public void carryInto(Limit limit) {
    credit.lock(limit.orgId());
    about(
            session.createNativeMutationQuery(
                "insert into windows (org_id, limit_id, unit, starts_at, ends_at, used, carried)"
                    + " select :orgId, :limitId, :unit, x.starts_at, x.ends_at, x.used, x.used from ("
                    + COUNTED
                    + ") x where x.used > 0 order by x.starts_at"),
            limit.orgId(),
            limit.scope(),
            limit.terms())
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

  private static <Q extends CommonQueryContract> Q about(
      Q query, UUID orgId, Scope scope, LimitTerms terms) {
    query
        .setParameter("orgId", orgId)
        .setParameter("scope", scope.kind().column())
        .setParameter("scopeId", scope.id())
        .setParameter("unit", terms.unit().column())
        .setParameter("period", terms.period().column())
        .setParameter("model", terms.model(), String.class)
        .setParameter("provider", terms.provider(), String.class);
    return query;
  }
}
