package ai.nemorouter.limit;

import ai.nemorouter.platform.database.OfOrganization;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.jspecify.annotations.Nullable;

/// A limit's row while it is being changed. `LimitQueries` makes it; the hold engine reads it.
@Entity
@DynamicUpdate
@Table(name = "limits")
class LimitEntity extends OfOrganization {
  @Id private UUID id;

  /// `budget`; of the organization's credit `credit`, which is never changed here. Asked for in
  /// queries alone, as are the default that made a limit and its end.
  @SuppressWarnings("UnusedVariable")
  @Column(updatable = false)
  private String kind;

  @Embedded private Scope scope;
  @Embedded private LimitTerms terms;
  private long raise;
  private @Nullable Instant raisedUntil;
  private @Nullable Instant restartedAt;

  /// Read by those who check the books.
  @SuppressWarnings("UnusedVariable")
  private @Nullable Instant loweredAt;

  @SuppressWarnings("UnusedVariable")
  @Column(updatable = false)
  private @Nullable UUID defaultId;

  @SuppressWarnings("UnusedVariable")
  private Instant updatedAt;

  @SuppressWarnings("UnusedVariable")
  private @Nullable Instant removedAt;

  /// For Hibernate alone.
  protected LimitEntity() {}

  Scope scope() {
    return scope;
  }

  LimitTerms terms() {
    return terms;
  }

  Limit limit(Instant now) {
    return new Limit(orgId, id, scope, terms, raiseAt(now), restartedAt);
  }

  private Limit.@Nullable Raise raiseAt(Instant now) {
    return raise > 0 && raisedUntil != null && raisedUntil.isAfter(now)
        ? new Limit.Raise(raise, raisedUntil)
        : null;
  }

  /// @param clock what the database's clock shows at this moment
  void change(LimitTerms changed, Instant now, Instant clock) {
    if (changed.amount() < terms.amount()) {
      loweredAt = clock;
    }
    terms = changed;
    updatedAt = now;
  }

  /// @param wanted null to end the one in force
  /// @param clock what the database's clock shows at this moment
  void raise(Limit.@Nullable Raise wanted, Instant now, Instant clock) {
    Limit.Raise before = raiseAt(clock);
    long amount = wanted == null ? 0 : wanted.amount();
    if (before != null && before.amount() > amount) {
      loweredAt = clock;
    }
    raise = amount;
    raisedUntil = wanted == null ? null : wanted.until();
    updatedAt = now;
  }

  void restart(Instant now) {
    restartedAt = now;
    updatedAt = now;
  }

  void remove(Instant now) {
    removedAt = now;
    updatedAt = now;
  }
}
