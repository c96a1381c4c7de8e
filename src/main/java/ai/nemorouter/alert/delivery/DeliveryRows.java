package ai.nemorouter.alert.delivery;

import ai.nemorouter.alert.channel.Channel;
import ai.nemorouter.alert.delivery.Deliveries.Taken;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Parameters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The outbox: what is to be told, over which channel.
@ApplicationScoped
public class DeliveryRows implements PanacheRepositoryBase<DeliveryEntity, UUID> {
  /// A row of the report, its columns in this order.
  record Row(
      UUID id,
      UUID channelId,
      String channel,
      String kind,
      String state,
      int attempts,
      Instant nextAt,
      @Nullable Integer lastStatus,
      @Nullable String lastError,
      @Nullable Instant finishedAt,
      boolean underWay,
      boolean removed,
      boolean live) {
    Delivery delivery() {
      return new Delivery(
          id,
          channelId,
          channel,
          Channel.Kind.of(kind).orElseThrow(),
          Delivery.State.of(state),
          attempts,
          nextAt,
          lastStatus,
          lastError,
          finishedAt,
          underWay,
          removed,
          live);
    }
  }

  /// Those of an alert, by the name of the channel.
  public List<Delivery> of(UUID orgId, UUID alertId) {
    return getSession()
        .createNativeQuery(
            """
            select d.id, d.channel_id, c.name as channel, c.kind, d.state, d.attempts, d.next_at, d.last_status,
                   d.last_error, d.finished_at, coalesce(d.leased_until > now(), false) as under_way,
                   c.removed_at is not null as removed,
                   c.paused_at is null and c.gone_at is null and c.removed_at is null as live
            from alert_deliveries d
            join alert_channels c on c.org_id = d.org_id and c.id = d.channel_id
            where d.org_id = :orgId and d.alert_id = :alertId
            order by lower(c.name), d.id
            """,
            Row.class)
        .setParameter("orgId", orgId)
        .setParameter("alertId", alertId)
        .getResultList()
        .stream()
        .map(Row::delivery)
        .toList();
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

  /// Takes up what is due, of all organizations; others leave it alone until the lease ends.
  List<Taken> take(Duration lease, int most) {
    return getSession()
        .createNativeQuery(
            """
            update alert_deliveries d
               set attempts = d.attempts + 1, leased_until = clock_timestamp() + cast(:lease as interval)
              from (select d.org_id, d.id from alert_deliveries d
                     where d.state = 'waiting' and d.next_at <= now()
                       and (d.leased_until is null or d.leased_until <= now())
                     order by d.next_at limit :most for update skip locked) due
             where d.org_id = due.org_id and d.id = due.id
            returning d.org_id, d.id, d.alert_id, d.channel_id, d.attempts, d.leased_until
            """,
            Taken.class)
        .setParameter("lease", lease.toMillis() + " milliseconds")
        .setParameter("most", most)
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

  /// Locks it until the transaction ends; empty where this node's lease is over.
  Optional<DeliveryEntity> lockLeased(Taken taken) {
    return find(
            "orgId = ?1 and id = ?2 and state = WAITING and leasedUntil = ?3",
            taken.orgId(),
            taken.id(),
            taken.leasedUntil())
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .firstResultOptional();
  }
}
