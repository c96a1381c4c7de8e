package ai.nemorouter.usage;

import ai.nemorouter.access.Reach;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.query.NativeQuery;
import org.jspecify.annotations.Nullable;

/// Which rows of `calls c` to read, and where to begin.
///
/// @param now from which `range` of the filter goes back
record CallSelection(UUID orgId, Reach reach, CallFilter filter, Calls.Cursor cursor, Instant now) {

  private static final String BY_OWN_ID =
      "c.id = coalesce((select a.request_id from attempts a where a.org_id = :orgId and a.id = :id), :id)";

  /// Two look-ups in an index each, and then the requests by their identifiers: as one condition
  /// with `or` it would read every request of the organization.
  private static final String BY_PROVIDERS_ID =
      """
      c.id = any(array(
         select u.id from calls u where u.org_id = :orgId and u.upstream_id = :name
         union all
         select a.request_id from attempts a where a.org_id = :orgId and a.upstream_id = :name))
      """;

  /// Newest first, unless it goes up.
  ///
  /// @param select what of `calls c`, up to its `where`
  <T> NativeQuery<T> query(Session session, String select, Class<T> type, int count) {
    Conditions conditions = conditions();
    String sql =
        "%swhere c.org_id = :orgId%s order by c.id %s limit :count"
            .formatted(select, conditions.sql, isUpwards() ? "asc" : "desc");
    NativeQuery<T> query =
        session
            .createNativeQuery(sql, type)
            .setParameter("orgId", orgId)
            .setParameter("count", count);
    conditions.values.forEach(query::setParameter);
    return query;
  }

  /// The same from there on.
  CallSelection before(UUID id) {
    return new CallSelection(orgId, reach, filter, new Calls.Cursor(id, null), now);
  }

  boolean isUpwards() {
    return cursor.after() != null;
  }

  /// What narrows the record, each with its value.
  private static final class Conditions {
    private final StringBuilder sql = new StringBuilder();
    private final Map<String, Object> values = new HashMap<>();

    void add(String condition) {
      sql.append(" and ").append(condition);
    }

    void add(String condition, String name, Object value) {
      add(condition);
      values.put(name, value);
    }

    /// Nothing where there is no value.
    void addIfAny(String condition, String name, @Nullable Object value) {
      if (value != null) {
        add(condition, name, value);
      }
    }
  }

  private Conditions conditions() {
    Conditions conditions = new Conditions();
    if (!reach.everywhere()) {
      conditions.add("c.team_id = any(:teams)", "teams", reach.teamIds());
    }
    addWhose(conditions);
    addWhat(conditions);
    addNamed(conditions);
    addWhen(conditions);
    return conditions;
  }

  private void addWhose(Conditions conditions) {
    if (filter.isOfNobody()) {
      conditions.add("c.member_id is null");
    } else {
      conditions.addIfAny("c.member_id = :memberId", "memberId", CallFilter.id(filter.member()));
    }
    conditions.addIfAny("c.team_id = :teamId", "teamId", filter.teamId());
    conditions.addIfAny("c.key_id = :keyId", "keyId", filter.keyId());
  }

  private void addWhat(Conditions conditions) {
    if (filter.status() != null) {
      conditions.add("c.status = :status", "status", filter.status().word());
    }
    if (filter.operation() != null) {
      conditions.add("c.operation = :operation", "operation", filter.operation().word());
    }
    if (filter.isWithoutProvider()) {
      conditions.add("c.provider is null");
    } else if (!filter.provider().isEmpty()) {
      conditions.add("c.provider = :provider", "provider", filter.provider());
    }
    if (!filter.reason().isEmpty()) {
      conditions.add("c.reason = :reason", "reason", filter.reason());
    }
    Optional<String> exactModel = filter.exactModel();
    if (exactModel.isPresent()) {
      conditions.add(
          "coalesce(c.model, c.requested_model) = :model", "model", exactModel.orElseThrow());
    } else if (!filter.model().isEmpty()) {
      conditions.add(
          "strpos(lower(coalesce(c.model, c.requested_model)), lower(:model)) > 0",
          "model",
          filter.model());
    }
  }

  private void addNamed(Conditions conditions) {
    Optional<UUID> id = RequestNames.id(filter.name());
    if (id.isPresent()) {
      conditions.add(BY_OWN_ID, "id", id.orElseThrow());
    } else if (!filter.name().isEmpty()) {
      conditions.add(BY_PROVIDERS_ID, "name", filter.name());
    }
  }

  private void addWhen(Conditions conditions) {
    filter.times().firstId(now).ifPresent(id -> conditions.add("c.id >= :firstId", "firstId", id));
    filter.times().endId().ifPresent(id -> conditions.add("c.id < :endId", "endId", id));
    if (cursor.after() != null) {
      conditions.add("c.id > :after", "after", cursor.after());
    } else if (cursor.before() != null) {
      conditions.add("c.id < :before", "before", cursor.before());
    }
  }
}
