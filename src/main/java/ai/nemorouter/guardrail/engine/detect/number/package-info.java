/// Detectors of numbers with check digits: cards, IBANs, national identifiers, phones.
@NullMarked
package ai.nemorouter.guardrail.engine.detect.number;

import org.jspecify.annotations.NullMarked;
