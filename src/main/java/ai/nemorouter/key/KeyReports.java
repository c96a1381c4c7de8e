package ai.nemorouter.key;

import ai.nemorouter.money.Money;
import jakarta.enterprise.context.ApplicationScoped;
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
class KeyReports {
  private static final String REPORT =
      """
      select k.id, t.name as team_name, u.id as owner_id, u.name as owner_name, u.email as owner_email,
        coalesce(s.day, 0) as day, coalesce(s.week, 0) as week, coalesce(s.month, 0) as month, coalesce(s.total, 0) as total
      from keys k
      join teams t on t.org_id = k.org_id and t.id = k.team_id
      left join users u on u.id = k.owner_id
      left join (
        select c.key_id,
          bounded(sum(c.cost) filter (where c.at >= date_trunc('day', now(), o.timezone))) as day,
          bounded(sum(c.cost) filter (where c.at >= date_trunc('week', now(), o.timezone))) as week,
          bounded(sum(c.cost) filter (where c.at >= date_trunc('month', now(), o.timezone))) as month,
          bounded(sum(c.cost)) as total
        from organization_records o, charged(:orgId, 'epoch', now() + interval '1 hour') c
        where o.id = :orgId and c.key_id = any(:ids)
        group by c.key_id) s on s.key_id = k.id
      where k.org_id = :orgId and k.id = any(:ids)
      """;

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
      long total) {
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
  List<KeyOverview> overviews(UUID orgId, List<KeyEntity> keys) {
    if (keys.isEmpty()) {
      return List.of();
    }
    Map<UUID, Row> rows =
        session
            .createNativeQuery(REPORT, Row.class)
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
        key.toKey(), row.teamName(), row.owner(), key.formerOwner(), row.spend(), List.of());
  }
}
