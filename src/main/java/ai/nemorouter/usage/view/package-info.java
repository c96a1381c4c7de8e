/// Filters of the list of requests that people keep under a name.
@NullMarked
package ai.nemorouter.usage.view;

import org.jspecify.annotations.NullMarked;
