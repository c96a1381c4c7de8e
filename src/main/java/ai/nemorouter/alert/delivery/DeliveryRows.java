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

  /// What became of the alerts of the last 90 days, by channel; those to which none was to be sent
  /// are missing. An alert that fails since was raised after the last one that arrived.
  public List<ChannelRecord> records(UUID orgId) {
    return getSession()
        .createNativeQuery(
            """
            select d.channel_id, max(d.finished_at) filter (where d.state = 'delivered') as delivered_at,
              count(*) filter (where d.state = 'failed') as failures,
              min(a.created_at) filter (where d.state in ('failed', 'waiting') and d.last_error is not null
                and a.created_at > coalesce(before.delivered, '-infinity')) as failing_since
            from alert_deliveries d
            join alerts a on a.org_id = d.org_id and a.id = d.alert_id
            left join (
              select e.channel_id, max(b.created_at) as delivered
              from alert_deliveries e join alerts b on b.org_id = e.org_id and b.id = e.alert_id
              where e.org_id = :orgId and e.state = 'delivered' and b.created_at > now() - interval '90 days'
              group by e.channel_id) before on before.channel_id = d.channel_id
            where d.org_id = :orgId and a.created_at > now() - interval '90 days'
            group by d.channel_id
            """,
            ChannelRecord.class)
        .setParameter("orgId", orgId)
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
