package ai.nemorouter.guardrail.rule.exception;

import ai.nemorouter.guardrail.rule.RuleScope;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A time in which a rule does not apply to a team or key.
///
/// @param scopeName of the team, key or organization; empty where it is gone
/// @param owner who answers for it
/// @param endsAt when it ends by itself
/// @param endedAt when it was ended before; null where it was not
/// @param current whether it applies now
public record RuleException(
    UUID id,
    UUID ruleId,
    RuleScope scope,
    String scopeName,
    String owner,
    String reason,
    String grantedBy,
    Instant grantedAt,
    Instant endsAt,
    @Nullable Instant endedAt,
    @Nullable String endedBy,
    boolean current) {}
