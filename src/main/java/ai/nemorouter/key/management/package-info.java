/// Management keys, which call the management API.
@NullMarked
package ai.nemorouter.key.management;

import org.jspecify.annotations.NullMarked;
