package ai.nemorouter.guardrail.rule;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A rule as programs read it: an item of `/v1/guardrails`.
@Schema(name = "Guardrail")
public record StoredRuleJson(
    UUID id,
    @Schema(description = "`installation`, `organization`, `team` or `key`.") String scope,
    UUID scopeId,
    String scopeName,
    @Schema(description = "Counted from 1; each change makes another.") int version,
    @JsonUnwrapped RuleTermsJson terms,
    @Schema(
            description = "What it adds to the time of a request.",
            enumeration = {"low", "moderate", "whole_answer", "outside"})
        String cost,
    Instant changedAt,
    String changedBy,
    @Nullable Instant deletedAt) {

  public static StoredRuleJson of(StoredRule rule) {
    return new StoredRuleJson(
        rule.id(),
        rule.scope().level().word(),
        rule.scope().id(),
        rule.scopeName(),
        rule.version(),
        RuleTermsJson.of(rule.terms()),
        rule.cost().word(),
        rule.changedAt(),
        rule.changedBy(),
        rule.deletedAt());
  }
}
