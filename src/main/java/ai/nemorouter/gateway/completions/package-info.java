/// OpenAI's older completions, which go on with a prompt: a chat of one message.
@NullMarked
package ai.nemorouter.gateway.completions;

import org.jspecify.annotations.NullMarked;
