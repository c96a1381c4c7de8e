/// The search over everything (Ctrl-K).
@NullMarked
package ai.nemorouter.console.search;

import org.jspecify.annotations.NullMarked;
