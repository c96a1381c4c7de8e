package ai.nemorouter.audit;

import ai.nemorouter.audit.AuditPage.Cursor;
import ai.nemorouter.platform.error.NotFoundException;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Parameters;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/// The rows of entries, for who reads.
@ApplicationScoped
class AuditRows implements PanacheRepositoryBase<AuditEntity, UUID> {
  private static final String SHOWN =
      """
      select e.id, e.at, e.actorKind, e.actorId, e.actorName, e.action, e.target, e.details,
        e.address, e.agent, e.block
      from AuditEntity e where e.orgId = :log
      """;

  /// The newest first.
  ///
  /// @param log whose entries: an organization's, or those of `AuditLog.INSTALLATION`
  List<AuditEntry> list(UUID log, AuditFilter filter, Cursor cursor, int count) {
    Parameters values = Parameters.with("log", log);
    StringBuilder hql = new StringBuilder(SHOWN).append(filter.conditions(values));
    if (cursor.isUpwards()) {
      hql.append(" and e.id > :after order by e.id");
      values.and("after", cursor.after());
    } else if (cursor.before() != null) {
      hql.append(" and e.id < :before order by e.id desc");
      values.and("before", cursor.before());
    } else {
      hql.append(" order by e.id desc");
    }
    List<AuditEntry> rows =
        find(hql.toString(), values).project(AuditEntry.class).page(0, count).list();
    return cursor.isUpwards() ? rows.reversed() : rows;
  }

  AuditEntry getOrThrow(UUID log, UUID id) {
    return find(SHOWN + " and e.id = :id", Parameters.with("log", log).and("id", id))
        .project(AuditEntry.class)
        .firstResultOptional()
        .orElseThrow(() -> new NotFoundException("entry"));
  }
}
