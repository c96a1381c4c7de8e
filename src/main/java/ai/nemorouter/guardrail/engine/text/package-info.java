/// Text in the form in which detectors read it, and the search for many words at once.
@NullMarked
package ai.nemorouter.guardrail.engine.text;

import org.jspecify.annotations.NullMarked;
