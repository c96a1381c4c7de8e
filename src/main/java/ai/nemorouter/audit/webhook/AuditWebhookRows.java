package ai.nemorouter.audit.webhook;

import ai.nemorouter.platform.error.NotFoundException;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.Optional;
import java.util.UUID;

/// The rows of places that logs are sent to: an organization has one at most.
@ApplicationScoped
public class AuditWebhookRows implements PanacheRepositoryBase<AuditWebhookEntity, UUID> {
  public Optional<AuditWebhookEntity> of(UUID orgId) {
    return find("orgId", orgId).firstResultOptional();
  }

  /// Locks it until the transaction ends.
  public AuditWebhookEntity lockOrThrow(UUID orgId) {
    return find("orgId", orgId)
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .firstResultOptional()
        .orElseThrow(AuditWebhookRows::none);
  }

  static NotFoundException none() {
    return new NotFoundException("webhook");
  }
}
