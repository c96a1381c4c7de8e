/// Limits, their windows, and the holds that make them hold: the only place where a cap is
/// enforced.
@NullMarked
package ai.nemorouter.limit;

import org.jspecify.annotations.NullMarked;
