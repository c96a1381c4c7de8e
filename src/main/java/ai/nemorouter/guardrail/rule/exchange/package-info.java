/// Rules by template, and their import and export.
@NullMarked
package ai.nemorouter.guardrail.rule.exchange;

import org.jspecify.annotations.NullMarked;
