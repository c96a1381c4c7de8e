/// OpenAI's Responses, without anything remembered between two of them.
@NullMarked
package ai.nemorouter.gateway.responses;

import org.jspecify.annotations.NullMarked;
