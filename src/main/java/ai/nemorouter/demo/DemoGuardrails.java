package ai.nemorouter.demo;

import ai.nemorouter.access.Actor;
import ai.nemorouter.guardrail.rule.RuleExchange;
import ai.nemorouter.guardrail.rule.RuleKeeper;
import ai.nemorouter.guardrail.rule.RuleTemplate;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/// The demo organization's guardrails: the set that every new organization is offered, in which one
/// rule blocks, one redacts and two only count.
@ApplicationScoped
class DemoGuardrails {
  private final RuleExchange exchange;

  DemoGuardrails(RuleExchange exchange) {
    this.exchange = exchange;
  }

  /// Adds them where there never were any: what a visitor deletes stays deleted.
  void ensure(UUID orgId) {
    RuleKeeper setup = new RuleKeeper.Own(new Actor.Setup(orgId));
    if (exchange.offersStartingSet(setup)) {
      exchange.add(setup, RuleTemplate.startingSet());
    }
  }
}
