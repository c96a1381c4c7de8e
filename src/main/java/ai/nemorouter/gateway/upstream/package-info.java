/// The connection to a provider, and its failures.
@NullMarked
package ai.nemorouter.gateway.upstream;

import org.jspecify.annotations.NullMarked;
