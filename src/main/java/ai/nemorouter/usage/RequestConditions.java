package ai.nemorouter.usage;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.query.NativeQuery;
import org.jspecify.annotations.Nullable;

/// What narrows the record of requests in SQL, each condition with its value.
public final class RequestConditions {
  private static final String MODEL_OF_REQUEST = "coalesce(c.model, c.requested_model)";
  private static final String MODEL_OF_SUM = "c.model";

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

  private final RequestSelection selection;
  private final String model;
  private final StringBuilder sql = new StringBuilder();
  private final Map<String, Object> values = new HashMap<>();

  private RequestConditions(RequestSelection selection, String model) {
    this.selection = selection;
    this.model = model;
  }

  /// Of `calls c`.
  public static RequestConditions ofRequests(RequestSelection selection) {
    RequestConditions conditions = new RequestConditions(selection, MODEL_OF_REQUEST);
    conditions.addWhose();
    conditions.addWhat();
    conditions.addNamed();
    conditions.addWhen();
    return conditions;
  }

  /// Of `charged(…) c`, which knows neither operations nor reasons nor names, and is about a time
  /// already.
  public static RequestConditions ofSums(RequestSelection selection) {
    RequestConditions conditions = new RequestConditions(selection, MODEL_OF_SUM);
    conditions.addWhose();
    conditions.addWhat();
    return conditions;
  }

  /// Whether sums of days know all that the filter asks for.
  public static boolean areInSums(RequestFilter filter) {
    return filter.operation() == null && filter.reason().isEmpty() && filter.name().isEmpty();
  }

  /// Begins with `and` where there is any.
  public String sql() {
    return sql.toString();
  }

  public void bindTo(NativeQuery<?> query) {
    values.forEach(query::setParameter);
  }

  private void add(String condition) {
    sql.append(" and ").append(condition);
  }

  private void add(String condition, String name, Object value) {
    add(condition);
    values.put(name, value);
  }

  /// Nothing where there is no value.
  private void addIfAny(String condition, String name, @Nullable Object value) {
    if (value != null) {
      add(condition, name, value);
    }
  }

  private void addWhose() {
    RequestFilter filter = selection.filter();
    if (!selection.reach().everywhere()) {
      add("c.team_id = any(:teams)", "teams", selection.reach().teamIds());
    }
    if (filter.isOfNobody()) {
      add("c.member_id is null");
    } else {
      addIfAny("c.member_id = :memberId", "memberId", RequestFilter.id(filter.member()));
    }
    addIfAny("c.team_id = :teamId", "teamId", filter.teamId());
    addIfAny("c.key_id = :keyId", "keyId", filter.keyId());
  }

  private void addWhat() {
    RequestFilter filter = selection.filter();
    if (filter.status() != null) {
      add("c.status = :status", "status", filter.status().word());
    }
    if (filter.operation() != null) {
      add("c.operation = :operation", "operation", filter.operation().word());
    }
    if (filter.isWithoutProvider()) {
      add("c.provider is null");
    } else if (!filter.provider().isEmpty()) {
      add("c.provider = :provider", "provider", filter.provider());
    }
    if (!filter.reason().isEmpty()) {
      add("c.reason = :reason", "reason", filter.reason());
    }
    Optional<String> exactModel = filter.exactModel();
    if (exactModel.isPresent()) {
      add(model + " = :model", "model", exactModel.orElseThrow());
    } else if (!filter.model().isEmpty()) {
      add("strpos(lower(" + model + "), lower(:model)) > 0", "model", filter.model());
    }
  }

  private void addNamed() {
    RequestFilter filter = selection.filter();
    Optional<UUID> id = RequestNames.id(filter.name());
    if (id.isPresent()) {
      add(BY_OWN_ID, "id", id.orElseThrow());
    } else if (!filter.name().isEmpty()) {
      add(BY_PROVIDERS_ID, "name", filter.name());
    }
  }

  private void addWhen() {
    RequestTimes times = selection.filter().times();
    Requests.Cursor cursor = selection.cursor();
    times.firstId(selection.now()).ifPresent(id -> add("c.id >= :firstId", "firstId", id));
    times.endId().ifPresent(id -> add("c.id < :endId", "endId", id));
    if (cursor.after() != null) {
      add("c.id > :after", "after", cursor.after());
    } else if (cursor.before() != null) {
      add("c.id < :before", "before", cursor.before());
    }
  }
}
