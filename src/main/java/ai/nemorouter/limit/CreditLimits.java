package ai.nemorouter.limit;

import ai.nemorouter.money.Money;
import ai.nemorouter.organization.Organizations;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/// Gives each new organization the limit that credit is granted on, of nothing yet: with it from
/// the beginning, no two batches of holds ever decide for the organization at once.
@ApplicationScoped
class CreditLimits {
  private final CreditLimit credit;

  CreditLimits(CreditLimit credit) {
    this.credit = credit;
  }

  void onCreated(@Observes Organizations.Created created) {
    credit.make(created.orgId(), Money.ZERO);
  }
}
