/// What guardrails found, as people and programs see it. The gateway hands each request that was
/// looked at to `Findings`; the rest reads what came of it.
@NullMarked
package ai.nemorouter.guardrail.finding;

import org.jspecify.annotations.NullMarked;
