package ai.nemorouter.credit.purchase;

import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Parameters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The rows of purchases.
@ApplicationScoped
public class PurchaseRows implements PanacheRepositoryBase<PurchaseEntity, UUID> {
  private static final Duration BETWEEN_LOOKS_AT_OPEN = Duration.ofSeconds(30);
  private static final Duration BETWEEN_LOOKS_AT_WAITING = Duration.ofMinutes(15);

  PageOf<Purchase> page(ListQuery query) {
    String number = query.search().replaceFirst("(?i)^R-0*", "");
    return PageOf.of(
            find(
                """
                from PurchaseEntity p
                where (:search = '' or locate(lower(:search), lower(p.buyerName)) > 0
                    or str(p.receiptNumber) = :number)
                  and (:show = '' or (:show = 'paid' and p.status = PAID)
                    or (:show = 'unpaid' and p.status <> PAID))
                """
                    + query.directed(order(query.order(Purchases.Sort.class))),
                Parameters.with("search", query.search())
                    .and("number", number)
                    .and("show", query.show())),
            query.page())
        .map(PurchaseEntity::shown);
  }

  private static String order(Purchases.Sort sort) {
    return switch (sort) {
      case NEWEST -> "order by p.id desc";
      case AMOUNT -> "order by p.total desc, p.id desc";
    };
  }

  public PurchaseEntity getOrThrow(UUID orgId, UUID id) {
    return find("orgId = ?1 and id = ?2", orgId, id)
        .firstResultOptional()
        .orElseThrow(() -> new NotFoundException("purchase"));
  }

  /// Locks the row until the transaction ends.
  public Optional<PurchaseEntity> lock(UUID orgId, UUID id) {
    return find("orgId = ?1 and id = ?2", orgId, id)
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .firstResultOptional();
  }

  /// The one that was paid by it, locked until the transaction ends.
  public Optional<PurchaseEntity> lockOfPayment(String paymentId) {
    return find("paymentId", paymentId)
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .firstResultOptional();
  }

  public boolean isPayment(String paymentId) {
    return count("paymentId = ?1 and status = PAID", paymentId) > 0;
  }

  /// Those of all organizations that the payment provider is to be asked about, the longest not
  /// asked about first.
  List<PurchaseEntity> toLookAt(Instant now, int most) {
    return find(
            """
            from PurchaseEntity p
            where (p.origin = 'buyer' or p.sessionId is not null)
              and ((p.status in (CREATED, OPEN) and p.checkedAt < :open)
              or (p.status = WAITING and p.checkedAt < :waiting))
            order by p.checkedAt
            """,
            Parameters.with("open", now.minus(BETWEEN_LOOKS_AT_OPEN))
                .and("waiting", now.minus(BETWEEN_LOOKS_AT_WAITING)))
        .page(0, most)
        .list();
  }

  /// Paid ones of all organizations whose receipt has not been mailed.
  List<PurchaseEntity> toMail(int most) {
    return find(
            """
            from PurchaseEntity p
            where p.status = PAID and p.mailedAt is null and p.buyerEmail is not null
              and p.mailAttempts < ?1
            order by p.paidAt
            """,
            ReceiptEmails.ATTEMPTS_MAX)
        .page(0, most)
        .list();
  }

  /// Whether the organization may make calls at all.
  public boolean isRunning(UUID orgId) {
    return getSession()
        .createNativeQuery(
            "select suspended_at is null from organization_records where id = :id", Boolean.class)
        .setParameter("id", orgId)
        .getSingleResult();
  }

  /// What the organization is called, and in addresses.
  public record Organization(String name, String slug) {}

  public Organization organization(UUID orgId) {
    return getSession()
        .createNativeQuery(
            "select name, slug from organization_records where id = :id", Organization.class)
        .setParameter("id", orgId)
        .getSingleResult();
  }
}
