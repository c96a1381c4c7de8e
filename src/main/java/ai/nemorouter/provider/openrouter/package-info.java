/// OpenRouter as a provider: OpenAI's protocol, with the exact cost of each call.
@NullMarked
package ai.nemorouter.provider.openrouter;

import org.jspecify.annotations.NullMarked;
