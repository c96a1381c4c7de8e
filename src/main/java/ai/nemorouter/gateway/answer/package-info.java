/// Answers on their way to the client, whole or streamed.
@NullMarked
package ai.nemorouter.gateway.answer;

import org.jspecify.annotations.NullMarked;
