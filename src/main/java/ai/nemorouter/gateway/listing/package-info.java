/// What clients read about models: OpenAI's list and OpenRouter's in one.
@NullMarked
package ai.nemorouter.gateway.listing;

import org.jspecify.annotations.NullMarked;
