package ai.nemorouter.gateway.screening;

import ai.nemorouter.guardrail.InForce;
import ai.nemorouter.guardrail.RulesInForce;
import ai.nemorouter.guardrail.RulesUnavailableException;
import ai.nemorouter.guardrail.rule.StoredRule;
import ai.nemorouter.key.identity.KeyIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jboss.logging.Logger;

/// The rules that people keep.
@ApplicationScoped
class StoredGuards implements Guards {
  private static final Logger LOG = Logger.getLogger(StoredGuards.class);
  private final RulesInForce rules;

  StoredGuards(RulesInForce rules) {
    this.rules = rules;
  }

  @Override
  public Optional<GuardInForce> of(KeyIdentity key) {
    try {
      InForce inForce = rules.of(key.orgId(), key.teamId(), key.keyId());
      return inForce.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new GuardInForce(
                  inForce.guard(),
                  inForce.secret(),
                  rule -> inForce.rule(rule).map(StoredGuards::named)));
    } catch (RulesUnavailableException e) {
      LOG.errorf("The guardrails of an organization are not known: %s", e.getMessage());
      throw RequestScreen.unknownRules().exception();
    }
  }

  private static NamedRule named(StoredRule rule) {
    return new NamedRule(rule.id(), rule.version(), rule.terms().name(), rule.terms().message());
  }
}
