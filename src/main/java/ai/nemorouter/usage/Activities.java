package ai.nemorouter.usage;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Reach;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;

/// Sums by day, model and provider. As everywhere, a request counts once, where it started and with
/// the model and provider that ended it, and money and tokens where each attempt was made. A day is
/// a range of identifiers, so that days add up to exactly what `Spend` says of all of them.
@ApplicationScoped
class Activities {
  private final Database database;

  Activities(Database database) {
    this.database = database;
  }

  /// Whole days in UTC.
  ///
  /// @param last is included
  record Days(LocalDate first, LocalDate last) {
    private UUID[] starts() {
      return first.datesUntil(last.plusDays(1)).map(Days::firstId).toArray(UUID[]::new);
    }

    private static UUID firstId(LocalDate day) {
      return Ids.firstAt(day.atStartOfDay(ZoneOffset.UTC).toInstant());
    }
  }

  /// Which requests count; null for all.
  record Narrowing(@Nullable UUID keyId, @Nullable UUID teamId, @Nullable UUID memberId) {}

  /// The newest day first. Requests that were refused never came to a provider and are left out.
  List<Activity> list(Actor actor, Days days, Narrowing narrowing) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_OVERVIEW);
    return database
        .of(actor.orgId())
        .read(handle ->
            handle
                .createQuery(
                    """
                    select cast(:first as date) + width_bucket(e.id, :starts) - 1 as date, e.model, e.provider,
                           bounded(coalesce(sum(e.cost) filter (where not e.own_provider), 0)) as credit,
                           bounded(coalesce(sum(e.cost) filter (where e.own_provider), 0)) as own_cost,
                           sum(e.requests) as requests, bounded(coalesce(sum(e.prompt_tokens), 0)) as prompt_tokens,
                           bounded(coalesce(sum(e.completion_tokens), 0)) as completion_tokens,
                           bounded(coalesce(sum(e.reasoning_tokens), 0)) as reasoning_tokens
                    from (
                      select org_id, id, team_id, member_id, key_id, coalesce(model, requested_model) as model,
                             coalesce(provider, '') as provider, status, own_provider, 1 as requests,
                             case when attempts_apart then 0 else cost end as cost,
                             case when not attempts_apart then prompt_tokens end as prompt_tokens,
                             case when not attempts_apart then completion_tokens end as completion_tokens,
                             case when not attempts_apart then reasoning_tokens end as reasoning_tokens
                        from calls
                      union all
                      select org_id, id, team_id, member_id, key_id, coalesce(model, requested_model),
                             coalesce(provider, ''), status, own_provider, 0, cost, prompt_tokens, completion_tokens,
                             reasoning_tokens
                        from attempts) e
                    where e.org_id = :orgId and e.id >= :from and e.id < :to and e.status <> 'refused'
                      and (:everywhere or e.team_id = any(:teams))
                      and (cast(:keyId as uuid) is null or e.key_id = :keyId)
                      and (cast(:teamId as uuid) is null or e.team_id = :teamId)
                      and (cast(:memberId as uuid) is null or e.member_id = :memberId)
                    group by 1, 2, 3
                    having sum(e.requests) > 0 or sum(e.cost) > 0 or sum(e.prompt_tokens) > 0 or sum(e.completion_tokens) > 0
                    order by 1 desc, 2, 3
                    """)
                .bind("first", days.first())
                .bind("starts", days.starts())
                .bind("from", Days.firstId(days.first()))
                .bind("to", Days.firstId(days.last().plusDays(1)))
                .bind("orgId", actor.orgId())
                .bind("everywhere", reach.everywhere())
                .bind("teams", reach.teamIds())
                .bind("keyId", narrowing.keyId())
                .bind("teamId", narrowing.teamId())
                .bind("memberId", narrowing.memberId())
                .map(ConstructorMapper.of(Activity.class))
                .list());
  }
}
