/// Texts that an organization chose to keep, so that rules are tried on real requests. Nothing is
/// kept unless it says so; what is kept is encrypted, bounded and deleted after some days.
@NullMarked
package ai.nemorouter.guardrail.sample;

import org.jspecify.annotations.NullMarked;
