/// Holds: what a request may take at most is reserved before it is sent, and settled after it.
@NullMarked
package ai.nemorouter.limit.engine;

import org.jspecify.annotations.NullMarked;
