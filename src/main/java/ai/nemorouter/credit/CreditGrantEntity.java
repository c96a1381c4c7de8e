package ai.nemorouter.credit;

import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.OfOrganization;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Credit that one entry of the journal added, and how much of it is left.
@Entity
@Table(name = "credit_grants")
class CreditGrantEntity extends OfOrganization {
  /// That of its entry.
  @Id private UUID id;

  @Column(updatable = false)
  private String kind;

  @Column(updatable = false)
  private Money amount;

  private Money remaining;

  @Column(updatable = false)
  @Nullable UUID purchaseId;

  @Column(updatable = false)
  @Nullable Instant expiresAt;

  @Nullable Instant heldOverAt;
  private @Nullable Instant expiredAt;

  /// For Hibernate alone.
  protected CreditGrantEntity() {}

  CreditGrantEntity(UUID orgId, UUID id, JournalEntry.Kind kind, Money amount) {
    super(orgId);
    this.id = id;
    this.kind = kind.name().toLowerCase(Locale.ROOT);
    this.amount = amount;
    this.remaining = amount;
  }

  UUID id() {
    return id;
  }

  UUID orgId() {
    return orgId;
  }

  Money remaining() {
    return remaining;
  }

  boolean isExpired() {
    return expiredAt != null;
  }

  /// Uses up as much of that as it has.
  ///
  /// @return how much that was
  Money use(Money wanted) {
    Money used = wanted.min(remaining);
    remaining = remaining.minus(used);
    return used;
  }

  /// Takes back as much of that as was used of it.
  ///
  /// @return how much that was
  Money refill(Money wanted) {
    Money refilled = wanted.min(amount.minus(remaining));
    remaining = remaining.plus(refilled);
    return refilled;
  }

  void expire(Instant now) {
    expiredAt = now;
  }

  CreditGrant shown(Money left) {
    return new CreditGrant(
        id,
        JournalEntry.Kind.valueOf(kind.toUpperCase(Locale.ROOT)),
        amount,
        left,
        purchaseId,
        expiresAt);
  }
}
