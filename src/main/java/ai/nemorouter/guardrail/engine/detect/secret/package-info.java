/// Detectors of secrets: keys, tokens, passwords in addresses.
@NullMarked
package ai.nemorouter.guardrail.engine.detect.secret;

import org.jspecify.annotations.NullMarked;
