/// What a limit would do, told before it is saved.
@NullMarked
package ai.nemorouter.limit.preview;

import org.jspecify.annotations.NullMarked;
