package ai.nemorouter.credit.refund;

import ai.nemorouter.credit.purchase.PurchaseEntity;
import ai.nemorouter.credit.purchase.ReceiptEmails;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The rows of disputes.
@ApplicationScoped
public class DisputeRows implements PanacheRepositoryBase<DisputeEntity, UUID> {
  private static final Duration BETWEEN_LOOKS = Duration.ofHours(1);

  /// The newest first.
  public List<DisputeEntity> ofPurchase(UUID orgId, UUID purchaseId) {
    return list("orgId = ?1 and purchaseId = ?2 order by id desc", orgId, purchaseId);
  }

  /// Those that are not decided.
  public List<DisputeEntity> pending(UUID orgId) {
    return list("orgId = ?1 and status in (INQUIRY, OPEN) order by id desc", orgId);
  }

  /// Locks the row until the transaction ends.
  Optional<DisputeEntity> lock(UUID orgId, UUID id) {
    return find("orgId = ?1 and id = ?2", orgId, id)
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .firstResultOptional();
  }

  /// Disputes of all organizations whose status has not been reported to the organization yet,
  /// without those whose e-mail another node is sending.
  List<DisputeEntity> toTell(Instant now, int most) {
    return find(
            """
            (told is null or told <> status) and mailAttempts < ?1
              and (letterClaimedAt is null or letterClaimedAt < ?2)
            order by id
            """,
            ReceiptEmails.ATTEMPTS_MAX,
            now.minus(DisputeEntity.CLAIM))
        .page(0, most)
        .list();
  }

  Optional<DisputeEntity> told(PurchaseEntity purchase, ProviderDispute told) {
    return find("orgId = ?1 and providerId = ?2", purchase.orgId(), told.id())
        .firstResultOptional();
  }

  /// Whether it would change nothing.
  boolean isBooked(ProviderDispute told) {
    return count("providerId = ?1 and status in (WON, LOST, ?2)", told.id(), told.status()) > 0;
  }

  /// Those of all organizations that the payment provider is to be asked about.
  List<DisputeEntity> toLookAt(Instant now, int most) {
    return find(
            "status in (INQUIRY, OPEN) and checkedAt < ?1 order by checkedAt",
            now.minus(BETWEEN_LOOKS))
        .page(0, most)
        .list();
  }
}
