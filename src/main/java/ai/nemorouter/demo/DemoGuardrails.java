package ai.nemorouter.demo;

import ai.nemorouter.access.Actor;
import ai.nemorouter.guardrail.rule.RuleKeeper;
import ai.nemorouter.guardrail.rule.RulesChanged;
import ai.nemorouter.guardrail.rule.exchange.RuleExchange;
import ai.nemorouter.guardrail.rule.exchange.RuleTemplate;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.Instant;
import java.util.UUID;

/// The demo organization's guardrails: the set that every new organization is offered, in which one
/// rule blocks, one redacts and two only count.
@ApplicationScoped
class DemoGuardrails {
  private final RuleExchange exchange;
  private final DemoScreening screening;
  private final Event<RulesChanged> changed;

  DemoGuardrails(RuleExchange exchange, DemoScreening screening, Event<RulesChanged> changed) {
    this.exchange = exchange;
    this.screening = screening;
    this.changed = changed;
  }

  /// Adds them where there never were any, older than the calls that they are shown to have looked
  /// at: what a visitor deletes stays deleted.
  void ensure(UUID orgId) {
    RuleKeeper setup = new RuleKeeper.Own(new Actor.Setup(orgId));
    if (exchange.offersStartingSet(setup)) {
      exchange.addSince(setup, RuleTemplate.startingSet(), DemoTraffic.beginning(Instant.now()));
    }
  }

  /// Puts the past under them, so that there are events to look at from the start. What `ensure`
  /// added must be committed: this node learns of it here.
  void screenPast(UUID orgId) {
    changed.fire(new RulesChanged());
    screening.ensure(orgId);
  }
}
