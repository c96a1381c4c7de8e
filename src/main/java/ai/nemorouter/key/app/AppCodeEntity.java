package ai.nemorouter.key.app;

import ai.nemorouter.access.Actor;
import ai.nemorouter.key.NewKey;
import ai.nemorouter.limit.Budget;
import ai.nemorouter.limit.Period;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.database.OfOrganization;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a person allowed an app to have. It is written once and used once.
@Entity
@Table(name = "app_codes")
class AppCodeEntity extends OfOrganization {
  @Id private UUID id;

  /// Asked for by queries alone.
  @SuppressWarnings("UnusedVariable")
  private byte[] codeHash;

  private String challenge;
  private UUID userId;
  private UUID teamId;
  private String app;
  private String name;
  private @Nullable Money monthlyLimit;
  private @Nullable Instant keyExpiresAt;

  private Instant expiresAt;
  private @Nullable Instant usedAt;

  /// For Hibernate alone.
  protected AppCodeEntity() {}

  AppCodeEntity(
      Actor.Person person, AppCode code, AppRequest request, NewKey wanted, Instant expiresAt) {
    super(person.orgId());
    Budget budget = wanted.budget();
    this.id = Ids.next();
    this.codeHash = code.hash();
    this.challenge = request.challenge();
    this.userId = person.userId();
    this.teamId = wanted.teamId();
    this.app = request.app();
    this.name = wanted.name();
    this.monthlyLimit = budget == null ? null : budget.amount();
    this.keyExpiresAt = wanted.expiresAt();
    this.expiresAt = expiresAt;
  }

  String challenge() {
    return challenge;
  }

  UUID userId() {
    return userId;
  }

  boolean isUsed() {
    return usedAt != null;
  }

  boolean isOver(Instant now) {
    return !expiresAt.isAfter(now);
  }

  /// The key that the app gets.
  NewKey wanted() {
    Budget budget = monthlyLimit == null ? null : new Budget(Period.MONTH, monthlyLimit);
    return new NewKey(teamId, name, budget, keyExpiresAt, userId)
        .withDescription("Created for the app at " + app + ".");
  }
}
