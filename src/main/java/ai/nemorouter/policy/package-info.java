/// What applies: every limit, guardrail rule, allowlist and restriction that is in force for a key,
/// a member or a team, and how much of each somebody may see.
@NullMarked
package ai.nemorouter.policy;

import org.jspecify.annotations.NullMarked;
