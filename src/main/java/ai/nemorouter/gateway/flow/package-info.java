/// One request from start to end: hold, attempts and fallbacks, settlement.
@NullMarked
package ai.nemorouter.gateway.flow;

import org.jspecify.annotations.NullMarked;
