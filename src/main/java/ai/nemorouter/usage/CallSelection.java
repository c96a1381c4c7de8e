package ai.nemorouter.usage;

import ai.nemorouter.access.Reach;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatements;

/// Which rows of `calls c` to read, and where to begin.
///
/// @param now from which `range` of the filter goes back
record CallSelection(UUID orgId, Reach reach, CallFilter filter, Calls.Cursor cursor, Instant now) {

  /// Two look-ups in an index each, and then the requests by their identifiers: as one condition
  /// with `or` it would read every request of the organization.
  private static final String BY_PROVIDERS_ID =
      """
       and c.id = any(array(
         select u.id from calls u where u.org_id = :orgId and u.upstream_id = :name
         union all
         select a.request_id from attempts a where a.org_id = :orgId and a.upstream_id = :name))
      """;

  /// Newest first, unless it goes up.
  ///
  /// @param select what of `calls c`, up to its `where`
  Query query(Handle handle, String select, int count) {
    Query query =
        handle.createQuery(
            select
                + "where c.org_id = :orgId"
                + String.join("", conditions())
                + " order by c.id "
                + (isUpwards() ? "asc" : "desc")
                + " limit :count");
    query.getConfig(SqlStatements.class).setUnusedBindingAllowed(true);
    query.bind("orgId", orgId).bind("count", count).bind("model", filter.model());
    query.bind("teams", reach.teamIds());
    query.bind("name", filter.name()).bind("id", RequestNames.id(filter.name()).orElse(null));
    query.bind("status", filter.status() == null ? null : filter.status().word());
    query.bind("teamId", filter.teamId()).bind("keyId", filter.keyId());
    query.bind("operation", filter.operation() == null ? null : filter.operation().word());
    query.bind("exactModel", filter.exactModel().orElse(null));
    query.bind("memberId", CallFilter.id(filter.member())).bind("provider", filter.provider());
    query.bind("before", cursor.before()).bind("after", cursor.after());
    query.bind("firstId", filter.times().firstId(now).orElse(null));
    return query.bind("endId", filter.times().endId().orElse(null));
  }

  /// The same from there on.
  CallSelection before(UUID id) {
    return new CallSelection(orgId, reach, filter, new Calls.Cursor(id, null), now);
  }

  boolean isUpwards() {
    return cursor.after() != null;
  }

  private List<String> conditions() {
    List<String> conditions = new ArrayList<>(ofMemberAndProvider());
    if (!reach.everywhere()) {
      conditions.add(" and c.team_id = any(:teams)");
    }
    if (filter.status() != null) {
      conditions.add(" and c.status = :status");
    }
    if (filter.teamId() != null) {
      conditions.add(" and c.team_id = :teamId");
    }
    if (filter.keyId() != null) {
      conditions.add(" and c.key_id = :keyId");
    }
    if (filter.exactModel().isPresent()) {
      conditions.add(" and coalesce(c.model, c.requested_model) = :exactModel");
    } else if (!filter.model().isEmpty()) {
      conditions.add(" and strpos(lower(coalesce(c.model, c.requested_model)), lower(:model)) > 0");
    }
    if (RequestNames.id(filter.name()).isPresent()) {
      conditions.add(
          " and c.id = coalesce((select a.request_id from attempts a where a.org_id = :orgId and a.id = :id), :id)");
    } else if (!filter.name().isEmpty()) {
      conditions.add(BY_PROVIDERS_ID);
    }
    if (filter.operation() != null) {
      conditions.add(" and c.operation = :operation");
    }
    if (filter.times().firstId(now).isPresent()) {
      conditions.add(" and c.id >= :firstId");
    }
    if (filter.times().endId().isPresent()) {
      conditions.add(" and c.id < :endId");
    }
    if (cursor.after() != null) {
      conditions.add(" and c.id > :after");
    } else if (cursor.before() != null) {
      conditions.add(" and c.id < :before");
    }
    return conditions;
  }

  private List<String> ofMemberAndProvider() {
    List<String> conditions = new ArrayList<>();
    if (filter.isOfNobody()) {
      conditions.add(" and c.member_id is null");
    } else if (!filter.member().isEmpty()) {
      conditions.add(" and c.member_id = :memberId");
    }
    if (filter.isWithoutProvider()) {
      conditions.add(" and c.provider is null");
    } else if (!filter.provider().isEmpty()) {
      conditions.add(" and c.provider = :provider");
    }
    return conditions;
  }
}
