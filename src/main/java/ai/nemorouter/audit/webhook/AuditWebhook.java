package ai.nemorouter.audit.webhook;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Where an organization has its audit log sent.
///
/// @param id changes when it is removed and added anew
/// @param previousUntil until when the secret before the last rotation signs as well
/// @param deliveredBlock the last block that the receiver has
/// @param failingSince null while it takes what is sent
/// @param pausedBecause a sentence; null where it is not paused
/// @param underWay whether a node is sending to it now
/// @param lag how many sealed entries it does not have yet
public record AuditWebhook(
    UUID id,
    String address,
    @Nullable Instant previousUntil,
    long deliveredBlock,
    @Nullable Instant deliveredAt,
    Instant nextAt,
    @Nullable Instant failingSince,
    @Nullable String lastError,
    @Nullable Instant pausedAt,
    @Nullable String pausedBecause,
    String createdBy,
    Instant createdAt,
    boolean underWay,
    long lag) {
  static final String COLUMNS =
      """
      id, address, case when previous_until > now() then previous_until end as previous_until, delivered_block,
      delivered_at, next_at, failing_since, last_error, paused_at, paused_because, created_by, created_at,
      coalesce(leased_until > now(), false) as under_way,
      (select coalesce(sum(b.entries), 0) from audit_blocks b
        where b.org_id = w.org_id and b.number > w.delivered_block and b.expired_at is null) as lag
      """;

  public boolean isPaused() {
    return pausedAt != null;
  }

  public boolean isFailing() {
    return failingSince != null;
  }

  public boolean canBeRetried() {
    return isFailing() && !isPaused() && !underWay;
  }
}
