package ai.nemorouter.usage.activity;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Reach;
import ai.nemorouter.money.Money;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/// Sums by day, model and provider. As everywhere, a request counts once, where it started and with
/// the model and provider that ended it, and money and tokens where each attempt was made. Days add
/// up to exactly what `Spend` says of all of them.
@ForActor
@ApplicationScoped
class Activities {
  /// Days of the organization are those that are summed up already. Where they are not those of
  /// UTC, requests are read one by one.
  private static final String SUMMED = "charged(:orgId, :from, :to)";

  private static final String SINGLE =
      """
      (select c.*, time_of_id(c.id) as at from charges c
        where c.org_id = :orgId and c.id >= first_id_of(:from) and c.id < first_id_of(:to))
      """;

  private final Session session;

  Activities(Session session) {
    this.session = session;
  }

  /// Whole days in UTC.
  ///
  /// @param last is included
  record Days(LocalDate first, LocalDate last) {
    private Instant from() {
      return first.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private Instant to() {
      return last.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
  }

  /// Which requests count; null for all.
  record Narrowing(@Nullable UUID keyId, @Nullable UUID teamId, @Nullable UUID memberId) {}

  /// The newest day first. Requests that were refused never came to a provider and are left out.
  List<Activity> list(Actor actor, Days days, Narrowing narrowing) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_OVERVIEW);
    String zone =
        session
            .createNativeQuery(
                "select timezone from organization_records where id = :orgId", String.class)
            .setParameter("orgId", actor.orgId())
            .getSingleResult();
    return session
        .createNativeQuery(
            """
            select cast(date_trunc('day', e.at, 'UTC') at time zone 'UTC' as date) as date, e.model, coalesce(e.provider, '') as provider,
                   bounded(coalesce(sum(e.cost) filter (where not e.own_provider), 0)) as credit,
                   bounded(coalesce(sum(e.cost) filter (where e.own_provider), 0)) as own_cost,
                   bounded(sum(e.requests)) as requests, bounded(sum(e.prompt_tokens)) as prompt_tokens,
                   bounded(sum(e.completion_tokens)) as completion_tokens, bounded(sum(e.reasoning_tokens)) as reasoning_tokens
            from %s e
            where e.status is distinct from 'refused'
              and (:everywhere or e.team_id = any(:teams))
              and (cast(:keyId as uuid) is null or e.key_id = :keyId)
              and (cast(:teamId as uuid) is null or e.team_id = :teamId)
              and (cast(:memberId as uuid) is null or e.member_id = :memberId)
            group by 1, 2, 3
            having sum(e.requests) > 0 or sum(e.cost) > 0 or sum(e.prompt_tokens) > 0 or sum(e.completion_tokens) > 0
            order by 1 desc, 2, 3
            """
                .formatted(zone.equals("UTC") ? SUMMED : SINGLE),
            Row.class)
        .setParameter("orgId", actor.orgId())
        .setParameter("from", days.from())
        .setParameter("to", days.to())
        .setParameter("everywhere", reach.everywhere())
        .setParameter("teams", reach.teamIds())
        .setParameter("keyId", narrowing.keyId(), UUID.class)
        .setParameter("teamId", narrowing.teamId(), UUID.class)
        .setParameter("memberId", narrowing.memberId(), UUID.class)
        .getResultStream()
        .map(Row::activity)
        .toList();
  }

  /// A row of the report: money in nano-dollars.
  record Row(
      LocalDate date,
      String model,
      String provider,
      long credit,
      long ownCost,
      long requests,
      long promptTokens,
      long completionTokens,
      long reasoningTokens) {
    Activity activity() {
      return new Activity(
          date,
          model,
          provider,
          Money.ofNanos(credit),
          Money.ofNanos(ownCost),
          requests,
          promptTokens,
          completionTokens,
          reasoningTokens);
    }
  }
}
