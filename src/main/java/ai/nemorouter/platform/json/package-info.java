/// JSON that is read within bounds and written, and the errors of the APIs in it.
@NullMarked
package ai.nemorouter.platform.json;

import org.jspecify.annotations.NullMarked;
