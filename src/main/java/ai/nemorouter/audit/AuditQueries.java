package ai.nemorouter.audit;

import java.util.List;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.annotations.processing.HQL;

/// Fixed statements about audit logs, checked when they are compiled.
public interface AuditQueries {
  Session session();

  @HQL("select distinct e.orgId from AuditEntity e where e.block is null")
  List<UUID> unsealedLogs();

  /// Makes sure that there is a row to change.
  @HQL("insert into AuditSettingsEntity (orgId) values (:orgId) on conflict do nothing")
  int ensureSettings(UUID orgId);

  @HQL(
      "select s.keepDays from AuditSettingsEntity s where s.orgId = :orgId and s.keepDays is not null")
  List<Integer> keptDays(UUID orgId);

  /// Of all organizations that do not keep their logs for ever.
  @HQL("select s.orgId, s.keepDays from AuditSettingsEntity s where s.keepDays is not null")
  List<AuditRetention.Kept> keptDays();
}
