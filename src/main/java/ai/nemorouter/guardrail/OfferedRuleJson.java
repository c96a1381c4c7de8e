package ai.nemorouter.guardrail;

import ai.nemorouter.guardrail.rule.RuleTermsJson;
import ai.nemorouter.guardrail.rule.exchange.RuleTemplate;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// A rule to begin with, as programs read it.
@Schema(name = "GuardrailTemplate")
record OfferedRuleJson(
    String template,
    String description,
    @Schema(description = "Whether it belongs to the set to start with.") boolean starting,
    RuleTermsJson rule) {

  static OfferedRuleJson of(RuleTemplate template) {
    return new OfferedRuleJson(
        template.word(),
        template.description(),
        template.starting(),
        RuleTermsJson.of(template.terms()));
  }

  /// A rule of the installation, which applies too.
  @Schema(name = "InstallationGuardrail")
  record Above(
      String name,
      @Schema(description = "The `type` of its check.") String type,
      String action,
      String state,
      boolean input,
      boolean output) {
    static Above of(RulesInForce.Above rule) {
      return new Above(
          rule.name(),
          rule.detector(),
          TrialJson.word(rule.action()),
          rule.state().word(),
          rule.input(),
          rule.output());
    }
  }
}
