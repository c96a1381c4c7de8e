/// Exceptions from rules; each has an owner and an end.
@NullMarked
package ai.nemorouter.guardrail.rule.exception;

import org.jspecify.annotations.NullMarked;
