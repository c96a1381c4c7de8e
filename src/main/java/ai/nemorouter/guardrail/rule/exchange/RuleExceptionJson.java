package ai.nemorouter.guardrail.rule.exchange;

import ai.nemorouter.guardrail.rule.exception.RuleException;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// An exception from a rule as programs read it.
@Schema(name = "GuardrailException")
record RuleExceptionJson(
    UUID id,
    @Schema(description = "`team` or `key`.") String scope,
    UUID scopeId,
    String scopeName,
    @Schema(description = "Who answers for it.") String owner,
    String reason,
    String grantedBy,
    Instant grantedAt,
    Instant endsAt,
    @Schema(description = "When it was ended before its time.") @Nullable Instant endedAt,
    @Nullable String endedBy,
    @Schema(description = "Whether it counts now.") boolean current) {

  static RuleExceptionJson of(RuleException exception) {
    return new RuleExceptionJson(
        exception.id(),
        exception.scope().level().word(),
        exception.scope().id(),
        exception.scopeName(),
        exception.owner(),
        exception.reason(),
        exception.grantedBy(),
        exception.grantedAt(),
        exception.endsAt(),
        exception.endedAt(),
        exception.endedBy(),
        exception.current());
  }

  /// One that was just granted.
  @Schema(name = "GrantedException")
  record Granted(UUID id) {}
}
