/// Checks that something outside makes: an HTTP service of an organization's own.
@NullMarked
package ai.nemorouter.guardrail.hook;

import org.jspecify.annotations.NullMarked;
