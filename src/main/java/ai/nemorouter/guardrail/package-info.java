/// Guardrails: rules on what goes to a model and what comes back. The package below is the engine
/// that looks at texts: plain Java without a database or HTTP.
@NullMarked
package ai.nemorouter.guardrail;

import org.jspecify.annotations.NullMarked;
