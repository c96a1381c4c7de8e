/// The way to the first request: examples, a fresh key, the test request.
@NullMarked
package ai.nemorouter.key.connect;

import org.jspecify.annotations.NullMarked;
