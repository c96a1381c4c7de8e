package ai.nemorouter.credit.topup;

import ai.nemorouter.money.Money;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The rows of automatic top-ups, and what they have bought.
@ApplicationScoped
class TopUpRows implements PanacheRepositoryBase<TopUpEntity, UUID> {
  Optional<TopUpEntity> of(UUID orgId) {
    return find("orgId", orgId).firstResultOptional();
  }

  Optional<TopUpEntity> lock(UUID orgId) {
    return find("orgId", orgId).withLock(LockModeType.PESSIMISTIC_WRITE).firstResultOptional();
  }

  /// Organizations where something may be to do.
  List<UUID> due(Instant now) {
    return getSession()
        .createQuery(
            """
            select t.orgId from TopUpEntity t
            where t.pendingPurchase is not null
              or (t.enabled = true and (t.retryAt is null or t.retryAt <= :now))
            """,
            UUID.class)
        .setParameter("now", now)
        .getResultList();
  }

  /// What top-ups of the month have cost or may still cost, fee and tax included.
  Money paidSince(UUID orgId, Instant month) {
    Long nanos =
        getSession()
            .createNativeQuery(
                """
                select coalesce(sum(total), 0)::bigint from purchases
                where org_id = :orgId and origin = 'top_up' and created_at >= :month
                  and status in ('created', 'open', 'waiting', 'paid', 'review')
                """,
                Long.class)
            .setParameter("orgId", orgId)
            .setParameter("month", month)
            .getSingleResult();
    return Money.ofNanos(nanos);
  }
}
