package ai.nemorouter.gateway.screening;

import ai.nemorouter.guardrail.engine.Action;
import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.guardrail.engine.Guard;
import ai.nemorouter.guardrail.engine.Rule;
import java.util.Optional;
import java.util.function.Function;

/// The rules that hold for a key.
///
/// @param secret of the organization, from which placeholders and digests are made
/// @param names what people know of them, by the rule's identifier
@SuppressWarnings("ArrayRecordComponent")
public record GuardInForce(
    Guard guard, byte[] secret, Function<String, Optional<NamedRule>> names) {

  Optional<NamedRule> named(String rule) {
    return names.apply(rule);
  }

  /// Whether any rule looks at what goes that way.
  boolean looksAt(Direction direction) {
    return guard.rules().stream().anyMatch(rule -> isFor(rule, direction));
  }

  /// Whether a rule may change or stop what goes that way.
  boolean enforces(Direction direction) {
    return guard.rules().stream().anyMatch(rule -> isFor(rule, direction) && isEnforced(rule));
  }

  /// Whether what cannot be looked at may not go that way.
  boolean closes(Direction direction) {
    return guard.rules().stream()
        .anyMatch(rule -> isFor(rule, direction) && isEnforced(rule) && rule.closed());
  }

  /// Whether callers get their own values back in answers.
  boolean restores() {
    return guard.rules().stream().anyMatch(rule -> rule.input() && rule.restores());
  }

  private static boolean isFor(Rule rule, Direction direction) {
    return direction == Direction.INPUT ? rule.input() : rule.output();
  }

  private static boolean isEnforced(Rule rule) {
    return !rule.shadow() && rule.action() != Action.FLAG;
  }
}
