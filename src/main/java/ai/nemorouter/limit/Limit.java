package ai.nemorouter.limit;

import ai.nemorouter.money.Money;
import java.util.UUID;

/// A budget in force on one scope.
public record Limit(
    UUID orgId, UUID id, Scope.Kind scope, UUID scopeId, Period period, Money amount) {
  public Budget budget() {
    return new Budget(period, amount);
  }
}
