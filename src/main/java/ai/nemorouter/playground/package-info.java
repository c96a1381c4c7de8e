/// Trying models from the console, through the gateway like any client.
@NullMarked
package ai.nemorouter.playground;

import org.jspecify.annotations.NullMarked;
