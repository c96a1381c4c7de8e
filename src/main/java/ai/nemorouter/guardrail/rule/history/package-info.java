/// Versions of rules.
@NullMarked
package ai.nemorouter.guardrail.rule.history;

import org.jspecify.annotations.NullMarked;
