package ai.nemorouter.guardrail.finding;

import ai.nemorouter.access.Reach;
import ai.nemorouter.guardrail.finding.EventPage.Cursor;
import ai.nemorouter.platform.database.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.query.NativeQuery;
import org.jspecify.annotations.Nullable;

/// Reads what `FindingWriter` writes, in the transaction of a use case. The tables are partitioned
/// and only added to, so there are no entities.
@ApplicationScoped
class EventRows {
  /// An event is written after its request began: within the longest that a request may take, and
  /// more.
  private static final Duration LATENESS = Duration.ofHours(2);

  private final Session session;

  EventRows(Session session) {
    this.session = session;
  }

  /// @param findings an object with `findings` in JSON
  /// @param matched sealed; null where no text is kept
  record Stored(String findings, @Nullable String matched, long tookUs) {}

  /// @param rules an object with `rules` in JSON
  record Screening(String verdict, String rules) {}

  /// One more than `size` if there are more.
  List<EventRow> page(UUID orgId, Reach reach, EventFilter filter, Cursor cursor, int size) {
    Map<String, Object> values = new HashMap<>();
    boolean upwards = cursor.after() != null;
    String sql =
        EventRow.COLUMNS
            + "where e.org_id = :orgId"
            + conditions(reach, filter, cursor, values)
            + (upwards ? " order by e.id" : " order by e.id desc")
            + " limit :size";
    NativeQuery<EventRow> query =
        session
            .createNativeQuery(sql, EventRow.class)
            .setParameter("orgId", orgId)
            .setParameter("size", size + 1);
    values.forEach(query::setParameter);
    return query.getResultList();
  }

  private static String conditions(
      Reach reach, EventFilter filter, Cursor cursor, Map<String, Object> values) {
    StringBuilder sql = new StringBuilder();
    if (!reach.everywhere()) {
      add(sql, values, " and e.team_id = any(:teams)", "teams", reach.teamIds());
    }
    add(sql, values, " and e.rule_id = :ruleId", "ruleId", filter.ruleId());
    add(sql, values, " and e.team_id = :teamId", "teamId", filter.teamId());
    add(sql, values, " and e.key_id = :keyId", "keyId", filter.keyId());
    add(sql, values, " and :direction = any(e.directions)", "direction", word(filter.direction()));
    add(sql, values, " and :kind = any(e.kinds)", "kind", word(filter.kind()));
    add(sql, values, " and e.verdict = :verdict", "verdict", word(filter.verdict()));
    add(sql, values, " and e.shadow = :shadow", "shadow", filter.shadow());
    if (filter.from() != null) {
      add(sql, values, " and e.at >= :from", "from", filter.from());
      add(sql, values, " and e.id >= :firstId", "firstId", Ids.firstAt(filter.from()));
    }
    if (filter.to() != null) {
      add(sql, values, " and e.at < :to", "to", filter.to());
      UUID end = Ids.firstAt(filter.to().plus(LATENESS));
      add(sql, values, " and e.id < :endId", "endId", end);
    }
    if (cursor.after() != null) {
      add(sql, values, " and e.id > :after", "after", cursor.after());
    } else {
      add(sql, values, " and e.id < :before", "before", cursor.before());
    }
    return sql.toString();
  }

  private static void add(
      StringBuilder sql,
      Map<String, Object> values,
      String condition,
      String name,
      @Nullable Object value) {
    if (value != null) {
      sql.append(condition);
      values.put(name, value);
    }
  }

  private static @Nullable String word(@Nullable Enum<?> constant) {
    return constant == null ? null : FindingJson.word(constant);
  }

  Optional<EventRow> find(UUID orgId, Reach reach, UUID id) {
    return session
        .createNativeQuery(
            EventRow.COLUMNS
                + "where e.org_id = :orgId and e.id = :id and (:everywhere or e.team_id = any(:teams))",
            EventRow.class)
        .setParameter("orgId", orgId)
        .setParameter("id", id)
        .setParameter("everywhere", reach.everywhere())
        .setParameter("teams", reach.teamIds())
        .uniqueResultOptional();
  }

  Stored stored(UUID orgId, UUID id) {
    return session
        .createNativeQuery(
            """
            select cast(jsonb_build_object('findings', e.findings) as text) as findings, e.matched, e.took_us
            from guardrail_events e where e.org_id = :orgId and e.id = :id
            """,
            Stored.class)
        .setParameter("orgId", orgId)
        .setParameter("id", id)
        .getSingleResult();
  }

  List<EventRow> ofRequest(UUID orgId, UUID requestId) {
    return session
        .createNativeQuery(
            EventRow.COLUMNS + "where e.org_id = :orgId and e.call_id = :requestId order by e.id",
            EventRow.class)
        .setParameter("orgId", orgId)
        .setParameter("requestId", requestId)
        .getResultList();
  }

  Optional<Screening> screening(UUID orgId, Reach reach, UUID requestId) {
    return session
        .createNativeQuery(
            """
            select s.verdict, cast(jsonb_build_object('rules', s.rules) as text) as rules
            from guardrail_screenings s
            where s.org_id = :orgId and s.call_id = :requestId and (:everywhere or s.team_id = any(:teams))
            """,
            Screening.class)
        .setParameter("orgId", orgId)
        .setParameter("requestId", requestId)
        .setParameter("everywhere", reach.everywhere())
        .setParameter("teams", reach.teamIds())
        .uniqueResultOptional();
  }
}
