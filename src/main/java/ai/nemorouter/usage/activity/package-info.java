/// Activity and generations as OpenRouter's API gives them.
@NullMarked
package ai.nemorouter.usage.activity;

import org.jspecify.annotations.NullMarked;
