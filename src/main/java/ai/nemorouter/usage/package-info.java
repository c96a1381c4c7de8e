/// What was called and what it cost: the record of calls and the sums over it.
@NullMarked
package ai.nemorouter.usage;

import org.jspecify.annotations.NullMarked;
