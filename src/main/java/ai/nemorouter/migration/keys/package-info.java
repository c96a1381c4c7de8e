/// Imports keys and their limits from OpenRouter.
@NullMarked
package ai.nemorouter.migration.keys;

import org.jspecify.annotations.NullMarked;
