package ai.nemorouter.usage;

import ai.nemorouter.access.Reach;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.query.NativeQuery;

/// Which rows of `calls c` to read, and where to begin.
///
/// @param now from which `range` of the filter goes back
public record RequestSelection(
    UUID orgId, Reach reach, RequestFilter filter, Requests.Cursor cursor, Instant now) {
  /// Newest first, unless it goes up.
  ///
  /// @param select what of `calls c`, up to its `where`
  public <T> NativeQuery<T> query(Session session, String select, Class<T> type, int count) {
    RequestConditions conditions = RequestConditions.ofRequests(this);
    String sql =
        "%swhere c.org_id = :orgId%s order by c.id %s limit :count"
            .formatted(select, conditions.sql(), isUpwards() ? "asc" : "desc");
    NativeQuery<T> query =
        session
            .createNativeQuery(sql, type)
            .setParameter("orgId", orgId)
            .setParameter("count", count);
    conditions.bindTo(query);
    return query;
  }

  /// The same from there on.
  public RequestSelection before(UUID id) {
    return new RequestSelection(orgId, reach, filter, new Requests.Cursor(id, null), now);
  }

  boolean isUpwards() {
    return cursor.after() != null;
  }
}
