/// The pages of guardrails, for organizations and for operators: the same pages with another
/// `Desk`.
@NullMarked
package ai.nemorouter.guardrail.page;

import org.jspecify.annotations.NullMarked;
