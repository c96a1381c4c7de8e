/// Which fields of a request reach a provider: what is known to be good passes, the rest is dropped
/// and named.
@NullMarked
package ai.nemorouter.provider.parameter;

import org.jspecify.annotations.NullMarked;
