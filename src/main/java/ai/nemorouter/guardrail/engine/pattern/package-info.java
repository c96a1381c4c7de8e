/// Regular expressions that people write: what is not supported and how to say it otherwise, how
/// long a match can be, and where in a growing text one may still begin.
@NullMarked
package ai.nemorouter.guardrail.engine.pattern;

import org.jspecify.annotations.NullMarked;
