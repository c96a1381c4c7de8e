/// Azure OpenAI: OpenAI's protocol at addresses of its own.
@NullMarked
package ai.nemorouter.provider.azure;

import org.jspecify.annotations.NullMarked;
