/// One class for each thing that can be found in a text. All keep the contract of `Detector`, which
/// makes a streamed text and a whole one give the same matches.
@NullMarked
package ai.nemorouter.guardrail.engine.detect;

import org.jspecify.annotations.NullMarked;
