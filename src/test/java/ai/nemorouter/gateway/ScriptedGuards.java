package ai.nemorouter.gateway;

import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.gateway.screening.GuardInForce;
import ai.nemorouter.gateway.screening.Guards;
import ai.nemorouter.gateway.screening.NamedRule;
import ai.nemorouter.guardrail.engine.Guard;
import ai.nemorouter.guardrail.engine.Rule;
import ai.nemorouter.key.KeyIdentity;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// Rules that a test gives to an organization.
@Alternative
@Priority(1)
@ApplicationScoped
public class ScriptedGuards implements Guards {
  static final String MESSAGE = "Card numbers stay in the building.";
  static final String NAME = "Name of the rule 77";

  private final Map<UUID, GuardInForce> rules = new ConcurrentHashMap<>();

  public void put(Caller caller, Rule... given) {
    put(caller, Guard.of(List.of(given)));
  }

  void put(Caller caller, Guard guard) {
    Map<String, NamedRule> names =
        guard.rules().stream()
            .collect(
                Collectors.toMap(
                    Rule::id,
                    rule -> new NamedRule(UUID.fromString(rule.id()), 1, NAME, MESSAGE)));
    rules.put(
        caller.place().orgId(),
        new GuardInForce(guard, caller.place().orgId().toString().getBytes(java.nio.charset.StandardCharsets.UTF_8), names));
  }

  @Override
  public Optional<GuardInForce> of(KeyIdentity key) {
    return Optional.ofNullable(rules.get(key.orgId()));
  }
}
