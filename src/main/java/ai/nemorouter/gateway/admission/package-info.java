/// Who calls, and whether the request may go on; refusals in the caller's format.
@NullMarked
package ai.nemorouter.gateway.admission;

import org.jspecify.annotations.NullMarked;
