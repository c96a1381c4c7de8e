/// The running process: its memory, and how it stops.
@NullMarked
package ai.nemorouter.platform.process;

import org.jspecify.annotations.NullMarked;
