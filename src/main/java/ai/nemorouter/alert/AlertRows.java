package ai.nemorouter.alert;

import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.list.PageOf;
import ai.nemorouter.platform.list.SortWord;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.query.NativeQuery;

/// Reads what `AlertWatch` writes, in the transaction of a use case. Alerts stay as they were
/// written, so there is no entity.
@ApplicationScoped
public class AlertRows {
  /// Which alerts a search finds.
  private static final String MATCHING =
      AlertRow.FROM
          + """
            and strpos(lower(concat_ws(' ', a.scope_name, a.model, a.provider)), lower(:search)) > 0
            and case :state when 'failed' then n.failed > 0 when 'waiting' then n.waiting > 0
                            when 'delivered' then n.channels > 0 and n.delivered = n.channels
                            when 'unsent' then n.channels = 0 else true end
          """;

  private final Session session;

  AlertRows(Session session) {
    this.session = session;
  }

  PageOf<AlertRow> page(UUID orgId, Alerts.Filter filter) {
    String sql = AlertRow.SELECT + MATCHING + " order by " + ordered(filter);
    return new PageOf<>(
        matching(session.createNativeQuery(sql, AlertRow.class), orgId, filter)
            .setFirstResult(PageOf.offset(filter.page()))
            .setMaxResults(PageOf.SIZE)
            .getResultList(),
        PageOf.within(filter.page()),
        matching(
                session.createNativeQuery("select count(*) " + MATCHING, Long.class), orgId, filter)
            .getSingleResult());
  }

  private static String ordered(Alerts.Filter filter) {
    String columns = filter.sort().columns();
    return filter.reversed() ? SortWord.reversed(columns) : columns;
  }

  private static <T> NativeQuery<T> matching(
      NativeQuery<T> query, UUID orgId, Alerts.Filter filter) {
    return query
        .setParameter("orgId", orgId)
        .setParameter("search", filter.search())
        .setParameter("state", filter.state());
  }

  public Alert getOrThrow(UUID orgId, UUID id) {
    return session
        .createNativeQuery(AlertRow.SELECT + AlertRow.FROM + " and a.id = :id", AlertRow.class)
        .setParameter("orgId", orgId)
        .setParameter("id", id)
        .uniqueResultOptional()
        .map(AlertRow::alert)
        .orElseThrow(() -> new NotFoundException("alert"));
  }
}
