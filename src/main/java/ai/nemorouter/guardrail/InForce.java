package ai.nemorouter.guardrail;

import ai.nemorouter.guardrail.engine.Guard;
import ai.nemorouter.guardrail.engine.Screening;
import ai.nemorouter.guardrail.rule.StoredRule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The rules in force for requests of one key, made ready.
public final class InForce {
  private static final int SECRET_BYTES = 32;

  /// No rule is in force, so that no placeholder is made.
  public static final InForce NONE =
      new InForce(Guard.of(List.of()), new byte[SECRET_BYTES], List.of());

  private final Guard guard;
  private final byte[] secret;
  private final List<StoredRule> rules;
  private final Map<String, StoredRule> byId;

  /// @param secret of the organization, from which placeholders and digests come
  /// @param rules those of the guard, in its order
  InForce(Guard guard, byte[] secret, List<StoredRule> rules) {
    this.guard = guard;
    this.secret = secret.clone();
    this.rules = List.copyOf(rules);
    this.byId =
        rules.stream()
            .collect(
                Collectors.toUnmodifiableMap(rule -> rule.id().toString(), Function.identity()));
  }

  public Guard guard() {
    return guard;
  }

  public byte[] secret() {
    return secret.clone();
  }

  public boolean isEmpty() {
    return rules.isEmpty();
  }

  /// Those of the guard, the widest scope and the cheapest first.
  public List<StoredRule> rules() {
    return rules;
  }

  /// The rule that a finding names: its name, its version, whose it is, and what it tells callers
  /// that it refuses.
  ///
  /// @param id as in `Finding.rule`
  public Optional<StoredRule> rule(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /// Starts a request under these rules.
  public Screening open() {
    return guard.open(secret);
  }
}
