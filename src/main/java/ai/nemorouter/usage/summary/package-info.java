/// Sums and the chart above a list of requests.
@NullMarked
package ai.nemorouter.usage.summary;

import org.jspecify.annotations.NullMarked;
