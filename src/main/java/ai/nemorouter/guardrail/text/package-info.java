/// Text in the form in which detectors read it, and the search for many words at once.
@NullMarked
package ai.nemorouter.guardrail.text;

import org.jspecify.annotations.NullMarked;
