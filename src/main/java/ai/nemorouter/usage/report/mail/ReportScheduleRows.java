package ai.nemorouter.usage.report.mail;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The rows of reports by e-mail.
@ApplicationScoped
class ReportScheduleRows implements PanacheRepositoryBase<ReportScheduleEntity, UUID> {
  Optional<ReportScheduleEntity> of(UUID orgId, UUID userId) {
    return find("orgId = ?1 and userId = ?2", orgId, userId).firstResultOptional();
  }

  Optional<ReportScheduleEntity> lock(UUID orgId, UUID userId) {
    return find("orgId = ?1 and userId = ?2", orgId, userId)
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .firstResultOptional();
  }

  void deleteOf(UUID orgId, UUID userId) {
    delete("orgId = ?1 and userId = ?2", orgId, userId);
  }

  /// Those to be sent now and that no other node is about to send. A day's first hours are left for
  /// what is settled late.
  List<ReportScheduleEntity> due(int most) {
    return getSession()
        .createNativeQuery(
            """
            select s.* from report_schedules s join organization_records o on o.id = s.org_id
            where s.paused_at is null and (s.next_on + time '06:00') at time zone o.timezone <= now()
              and (s.not_before is null or s.not_before <= now())
              and o.suspended_at is null and o.deletion_due_at is null
            order by s.next_on, s.id limit :most for update of s skip locked
            """,
            ReportScheduleEntity.class)
        .setParameter("most", most)
        .getResultList();
  }

  /// The address of a member's account.
  Optional<String> email(UUID orgId, UUID userId) {
    return getSession()
        .createNativeQuery(
            "select m.email from member_records m where m.org_id = :orgId and m.user_id = :userId",
            String.class)
        .setParameter("orgId", orgId)
        .setParameter("userId", userId)
        .uniqueResultOptional();
  }
}
