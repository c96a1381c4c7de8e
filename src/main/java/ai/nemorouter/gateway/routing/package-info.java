/// Which offerings may serve a request, and in which order they are asked.
@NullMarked
package ai.nemorouter.gateway.routing;

import org.jspecify.annotations.NullMarked;
