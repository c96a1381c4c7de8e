/// The management API for limits.
@NullMarked
package ai.nemorouter.limit.api;

import org.jspecify.annotations.NullMarked;
