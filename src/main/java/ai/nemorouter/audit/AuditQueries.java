package ai.nemorouter.audit;

import java.time.Instant;
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

  /// @return 0 if the organization has one already
  @HQL(
      """
      insert into AuditWebhookEntity (orgId, id, address, secret, deliveredBlock, createdBy)
      values (:orgId, :id, :address, :secret, :deliveredBlock, :createdBy) on conflict do nothing
      """)
  int insertWebhook(
      UUID orgId, UUID id, String address, String secret, long deliveredBlock, String createdBy);

  /// Ends a lease, unless it is another node's by now.
  @HQL(
      """
      update AuditWebhookEntity w set w.leasedUntil = null
      where w.orgId = :orgId and w.id = :id and w.leasedUntil = :leasedUntil
      """)
  int release(UUID orgId, UUID id, Instant leasedUntil);
}
