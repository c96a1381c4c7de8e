/// Documents in the order of how well they answer a question.
@NullMarked
package ai.nemorouter.gateway.rerank;

import org.jspecify.annotations.NullMarked;
