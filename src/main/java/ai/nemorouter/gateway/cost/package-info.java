/// What a request can cost at most, and what it did cost.
@NullMarked
package ai.nemorouter.gateway.cost;

import org.jspecify.annotations.NullMarked;
