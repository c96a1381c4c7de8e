/// Requests as CSV.
@NullMarked
package ai.nemorouter.usage.export;

import org.jspecify.annotations.NullMarked;
