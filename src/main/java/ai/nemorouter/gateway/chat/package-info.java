/// OpenAI's and OpenRouter's chat completions, which are the gateway's own form.
@NullMarked
package ai.nemorouter.gateway.chat;

import org.jspecify.annotations.NullMarked;
