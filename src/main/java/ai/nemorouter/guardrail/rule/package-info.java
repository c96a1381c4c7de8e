/// Rules as they are stored: `Guardrails` holds the use cases, `RuleTerms` what a rule says, and
/// `RuleFeed` what every node reads of them.
@NullMarked
package ai.nemorouter.guardrail.rule;

import org.jspecify.annotations.NullMarked;
