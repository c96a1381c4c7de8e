/// The console's pages for keys.
@NullMarked
package ai.nemorouter.key.page;

import org.jspecify.annotations.NullMarked;
