/// The console's pages for limits.
@NullMarked
package ai.nemorouter.limit.page;

import org.jspecify.annotations.NullMarked;
