/// Google's Gemini API, as described at ai.google.dev/api.
@NullMarked
package ai.nemorouter.provider.gemini;

import org.jspecify.annotations.NullMarked;
