package ai.nemorouter.guardrail.rule;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A rule with the version of it that is in force.
///
/// @param orgId whose it is; `RuleScope.INSTALLATION_ID` for the installation's
/// @param teamId the team that it applies to, or that its key is in
/// @param scopeName of the team or key; empty for wider scopes
/// @param version counted from 1
/// @param changedBy who made that version
/// @param deletedAt null for a rule that is there
public record StoredRule(
    UUID orgId,
    UUID id,
    RuleScope scope,
    @Nullable UUID teamId,
    String scopeName,
    int version,
    RuleTerms terms,
    Instant changedAt,
    String changedBy,
    @Nullable Instant deletedAt) {

  public RuleState state() {
    return terms.state();
  }

  public Cost cost() {
    return Cost.of(terms);
  }
}
