/// OpenAI's protocol, which most compatible servers speak as well.
@NullMarked
package ai.nemorouter.provider.openai;

import org.jspecify.annotations.NullMarked;
