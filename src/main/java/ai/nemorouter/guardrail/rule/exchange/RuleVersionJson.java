package ai.nemorouter.guardrail.rule.exchange;

import ai.nemorouter.guardrail.rule.RuleTermsJson;
import ai.nemorouter.guardrail.rule.history.RuleHistory;
import ai.nemorouter.guardrail.rule.history.RuleVersion;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A version of a rule as programs read it.
@Schema(name = "GuardrailVersion")
record RuleVersionJson(
    int version,
    Instant madeAt,
    String madeBy,
    String reason,
    @Schema(description = "The version that it says the same as; null where it is no return.")
        @Nullable Integer returnsTo,
    RuleTermsJson rule) {

  static RuleVersionJson of(RuleVersion version) {
    return new RuleVersionJson(
        version.number(),
        version.madeAt(),
        version.madeBy(),
        version.reason(),
        version.returnsTo(),
        RuleTermsJson.of(version.terms()));
  }

  /// A field that differs between two versions.
  @Schema(name = "ChangedField")
  record Changed(String field, String before, String after) {
    static Changed of(RuleHistory.ChangedField field) {
      return new Changed(field.field(), field.before(), field.after());
    }
  }
}
