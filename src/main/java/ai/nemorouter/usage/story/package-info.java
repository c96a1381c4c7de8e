/// One request told from start to end, with times and costs.
@NullMarked
package ai.nemorouter.usage.story;

import org.jspecify.annotations.NullMarked;
