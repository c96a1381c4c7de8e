package ai.nemorouter.limit.preview;

import ai.nemorouter.limit.LimitTerms;
import ai.nemorouter.limit.Scope;
import java.util.UUID;
import org.hibernate.query.CommonQueryContract;

/// The finished attempts that a limit counts, of those that are still stored, as a part of SQL
/// statements and the parameters of it. A request counts once, at the first of its attempts that
/// the limit counts.
final class CountedAttempts {
  /// What the limit counts of the attempt `c`.
  static final String OWN =
      """
      case :unit when 'usd' then c.cost::numeric
        when 'tokens' then coalesce(c.prompt_tokens, 0)::numeric + coalesce(c.completion_tokens, 0)
        when 'requests' then c.counts::int::numeric else 0 end\
      """;

  /// An attempt's identifier is a little older than its start.
  private static final String SINCE =
      """
      (select c.*, c.sent and row_number() over (partition by c.request_id, c.sent order by c.id) = 1 as counts
        from every_attempt c
        where c.org_id = :orgId and c.status <> 'refused' and c.started_at >= {since}
          and c.id >= case when {since} = '-infinity' then '00000000-0000-0000-0000-000000000000'::uuid
            else first_id_of({since} - interval '1 hour') end
          and case :scope when 'team' then c.team_id when 'member' then c.member_id when 'key' then c.key_id else c.org_id end = :scopeId
          and c.model is not distinct from coalesce(:model, c.model)
          and c.provider is not distinct from coalesce(:provider, c.provider))\
      """;

  private CountedAttempts() {}

  /// A set of rows: the attempts, and whether each `counts` as its request.
  ///
  /// @param moment an SQL expression of a time
  static String since(String moment) {
    return SINCE.replace("{since}", moment);
  }

  static <Q extends CommonQueryContract> Q of(UUID orgId, Scope scope, LimitTerms terms, Q query) {
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
