/// Requests whose holds are open now.
@NullMarked
package ai.nemorouter.limit.inflight;

import org.jspecify.annotations.NullMarked;
