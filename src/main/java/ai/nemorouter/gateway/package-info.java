/// The data plane: one call from the client's request to its settled record. `ChatCompletions`
/// reads top to bottom.
@NullMarked
package ai.nemorouter.gateway;

import org.jspecify.annotations.NullMarked;
