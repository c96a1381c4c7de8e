package ai.nemorouter.key;

import ai.nemorouter.key.overview.DailyUse;
import ai.nemorouter.key.overview.KeySpend;
import ai.nemorouter.money.Money;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/// What stands around keys, for lists and pages that show them: their team, their owner, and what
/// their calls have cost. One statement for all keys of a page.
@ApplicationScoped
public class KeyReports {
  private static final String REPORT =
      """
      select k.id, t.name as team_name, u.id as owner_id, u.name as owner_name, u.email as owner_email,
        coalesce(s.day, 0) as day, coalesce(s.week, 0) as week, coalesce(s.month, 0) as month, coalesce(s.total, 0) as total,
        d.today, coalesce(s.requests, '') as requests, coalesce(r.refusals, 0) as refusals, %s as standing
      from keys k
      join teams t on t.org_id = k.org_id and t.id = k.team_id
      cross join days d
      left join users u on u.id = k.owner_id
      left join sums s on s.key_id = k.id
      left join (select * from limit_shares(:orgId) where scope_id = any(:ids)) l on l.scope_id = k.id
      left join (select * from refused_lately(:orgId) where key_id = any(:ids)) r on r.key_id = k.id
      where k.org_id = :orgId and k.id = any(:ids)
      """
          .formatted(KeyCondition.SQL);

  /// Weeks and months begin with a day, so their sums are sums of days.
  private static final String SUMS =
      """
      with days as (
        select o.timezone, cast(now() at time zone o.timezone as date) as today from organization_records o where o.id = :orgId),
      charged_days as (
        select c.key_id, cast(c.at at time zone d.timezone as date) as day, d.today, sum(c.cost) as cost, sum(c.requests) as requests
        from days d, charged(:orgId, 'epoch', now() + interval '1 hour') c
        where c.key_id = any(:ids)
        group by c.key_id, day, d.today),
      sums as (
        select c.key_id,
          bounded(sum(c.cost) filter (where c.day >= c.today)) as day,
          bounded(sum(c.cost) filter (where c.day >= cast(date_trunc('week', cast(c.today as timestamp)) as date))) as week,
          bounded(sum(c.cost) filter (where c.day >= cast(date_trunc('month', cast(c.today as timestamp)) as date))) as month,
          bounded(sum(c.cost)) as total,
          string_agg(concat(c.day - c.today + %d, '=', c.requests), ',')
            filter (where c.day > c.today - %d and c.requests > 0) as requests
        from charged_days c
        group by c.key_id)
      """
          .formatted(DailyUse.DAYS - 1, DailyUse.DAYS);

  private final Session session;

  KeyReports(Session session) {
    this.session = session;
  }

  /// A row of the report.
  record Row(
      UUID id,
      String teamName,
      @Nullable UUID ownerId,
      @Nullable String ownerName,
      @Nullable String ownerEmail,
      long day,
      long week,
      long month,
      long total,
      LocalDate today,
      String requests,
      long refusals,
      String standing) {
    KeyOverview.@Nullable Owner owner() {
      return ownerId == null || ownerName == null || ownerEmail == null
          ? null
          : new KeyOverview.Owner(ownerId, ownerName, ownerEmail);
    }

    KeySpend spend() {
      return new KeySpend(
          Money.ofNanos(day), Money.ofNanos(week), Money.ofNanos(month), Money.ofNanos(total));
    }
  }

  /// The keys with what stands around them, in the same order and without their limits.
  public List<KeyOverview> overviews(UUID orgId, List<KeyEntity> keys) {
    if (keys.isEmpty()) {
      return List.of();
    }
    Map<UUID, Row> rows =
        session
            .createNativeQuery(SUMS + REPORT, Row.class)
            .setParameter("orgId", orgId)
            .setParameter("ids", keys.stream().map(KeyEntity::id).toArray(UUID[]::new))
            .getResultStream()
            .collect(Collectors.toMap(Row::id, Function.identity()));
    return keys.stream()
        .flatMap(key -> Stream.ofNullable(rows.get(key.id())).map(row -> overview(key, row)))
        .toList();
  }

  private static KeyOverview overview(KeyEntity key, Row row) {
    return new KeyOverview(
        key.toKey(),
        row.teamName(),
        row.owner(),
        key.formerOwner(),
        row.spend(),
        List.of(),
        KeyCondition.valueOf(row.standing()),
        row.refusals(),
        DailyUse.of(row.today(), row.requests()));
  }
}
