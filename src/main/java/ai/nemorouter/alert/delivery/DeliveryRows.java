package ai.nemorouter.alert.delivery;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Parameters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The outbox: what is to be told, over which channel.
@ApplicationScoped
public class DeliveryRows implements PanacheRepositoryBase<DeliveryEntity, UUID> {
  /// Those of an alert, by the name of the channel.
  public List<Delivery> of(UUID orgId, UUID alertId) {
    return getSession()
        .createSelectionQuery(
            """
            select d.id, d.channelId, c.name, c.kind, d.state, d.attempts, d.nextAt, d.lastStatus, d.lastError,
              d.finishedAt, case when d.leasedUntil > instant then true else false end,
              case when c.removedAt is not null then true else false end,
              case when c.pausedAt is null and c.goneAt is null and c.removedAt is null then true else false end
            from DeliveryEntity d join ChannelEntity c on c.orgId = d.orgId and c.id = d.channelId
            where d.orgId = :orgId and d.alertId = :alertId
            order by lower(c.name), d.id
            """,
            Delivery.class)
        .setParameter("orgId", orgId)
        .setParameter("alertId", alertId)
        .getResultList();
  }

  /// Forgets what waits to be sent over a channel.
  public void dropWaiting(UUID orgId, UUID channelId, String reason, Instant now) {
    update(
        """
        set state = DROPPED, lastError = :reason, finishedAt = :now, leasedUntil = null
        where orgId = :orgId and channelId = :channelId and state = WAITING
        """,
        Parameters.with("orgId", orgId)
            .and("channelId", channelId)
            .and("reason", reason)
            .and("now", now));
  }

  /// Locks it until the transaction ends.
  public Optional<DeliveryEntity> lock(UUID orgId, UUID alertId, UUID id) {
    return find("orgId = ?1 and alertId = ?2 and id = ?3", orgId, alertId, id)
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .firstResultOptional();
  }
}
