/// The management API for keys.
@NullMarked
package ai.nemorouter.key.api;

import org.jspecify.annotations.NullMarked;
