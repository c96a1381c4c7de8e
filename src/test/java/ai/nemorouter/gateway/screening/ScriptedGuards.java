package ai.nemorouter.gateway.screening;

import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.guardrail.engine.Guard;
import ai.nemorouter.guardrail.engine.Rule;
import ai.nemorouter.key.identity.KeyIdentity;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// Rules that a test gives to an organization; for all others, those that are stored.
@Alternative
@Priority(1)
@ApplicationScoped
public class ScriptedGuards implements Guards {
  public static final String MESSAGE = "Card numbers stay in the building.";
  public static final String NAME = "Name of the rule 77";

  private final StoredGuards stored;
  private final Map<UUID, GuardInForce> rules = new ConcurrentHashMap<>();

  ScriptedGuards(StoredGuards stored) {
    this.stored = stored;
  }

  public void put(Caller caller, Rule... given) {
    UUID orgId = caller.place().orgId();
    rules.put(
        orgId,
        new GuardInForce(
            Guard.of(List.of(given)),
            orgId.toString().getBytes(StandardCharsets.UTF_8),
            rule -> Optional.of(new NamedRule(UUID.fromString(rule), 1, NAME, MESSAGE))));
  }

  @Override
  public Optional<GuardInForce> of(KeyIdentity key) {
    GuardInForce given = rules.get(key.orgId());
    return given == null ? stored.of(key) : Optional.of(given);
  }
}
