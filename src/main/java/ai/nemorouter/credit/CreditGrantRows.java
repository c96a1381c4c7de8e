package ai.nemorouter.credit;

import ai.nemorouter.money.Money;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The rows of grants. `CreditBook` holds the lock under which they change.
@ApplicationScoped
class CreditGrantRows implements PanacheRepositoryBase<CreditGrantEntity, UUID> {
  /// Those that something is left of, in the order in which they are used: promotions by expiry,
  /// then the others by age.
  List<CreditGrantEntity> left(UUID orgId) {
    return list(
        """
        from CreditGrantEntity g where g.orgId = ?1 and g.remaining > ?2
        order by g.expiresAt nulls last, g.id
        """,
        orgId,
        Money.ZERO);
  }

  /// Those that something was used of, the last used first.
  List<CreditGrantEntity> used(UUID orgId) {
    return list(
        """
        from CreditGrantEntity g where g.orgId = ?1 and g.remaining < g.amount and g.expiredAt is null
        order by g.expiresAt desc nulls first, g.id desc
        """,
        orgId);
  }

  Optional<CreditGrantEntity> ofPurchase(UUID orgId, UUID purchaseId) {
    return find("orgId = ?1 and purchaseId = ?2", orgId, purchaseId).firstResultOptional();
  }

  Optional<CreditGrantEntity> get(UUID orgId, UUID id) {
    return find("orgId = ?1 and id = ?2", orgId, id).firstResultOptional();
  }

  /// Promotions of all organizations whose time is over.
  List<CreditGrantEntity> due(Instant now, int most) {
    return find(
            """
            from CreditGrantEntity g
            where g.kind = 'promotion' and g.expiredAt is null and g.expiresAt <= ?1
            order by g.expiresAt
            """,
            now)
        .page(0, most)
        .list();
  }
}
