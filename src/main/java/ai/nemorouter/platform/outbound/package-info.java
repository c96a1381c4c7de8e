/// Requests that this installation sends: to the internet only, or to where its operator points.
@NullMarked
package ai.nemorouter.platform.outbound;

import org.jspecify.annotations.NullMarked;
