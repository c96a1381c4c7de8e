/// Whether a text may harm.
@NullMarked
package ai.nemorouter.gateway.moderations;

import org.jspecify.annotations.NullMarked;
