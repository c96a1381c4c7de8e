/// Requests that no client would send, to find what the gateway and the management API make of
/// them.
@NullMarked
package ai.nemorouter.gateway.fuzz;

import org.jspecify.annotations.NullMarked;
