package ai.nemorouter.guardrail.rule;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// What a rule says, as it is written: in the API, in exports and in the audit log.
@Schema(name = "GuardrailTerms", description = "What a guardrail says.")
public record RuleTermsJson(
    @Schema(description = "Unique within its scope, in any case.") String name,
    @Schema(enumeration = {"off", "shadow", "on"}) String state,
    @Schema(enumeration = {"flag", "redact", "block"}) String action,
    @Schema(enumeration = {"input", "output", "both"}) String direction,
    @Schema(
            description = "Whether a request is refused or passed on where the check fails.",
            enumeration = {"closed", "open"})
        String onFailure,
    @Schema(description = "Whether the caller's own values come back in the answer.")
        boolean restores,
    @Schema(description = "Whether events keep the matched text.") boolean keepsText,
    @Schema(description = "What a refused caller reads.") String message,
    CheckJson check) {

  public static RuleTermsJson of(RuleTerms terms) {
    return new RuleTermsJson(
        terms.name(),
        terms.state().word(),
        RuleJson.word(terms.action()),
        RuleJson.direction(terms),
        terms.closed() ? RuleJson.CLOSED : RuleJson.OPEN,
        terms.restores(),
        terms.keepsText(),
        terms.message(),
        CheckJson.of(terms.check()));
  }
}
