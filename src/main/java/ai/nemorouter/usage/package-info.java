/// What was asked and what it cost: the record of requests and the sums over it.
@NullMarked
package ai.nemorouter.usage;

import org.jspecify.annotations.NullMarked;
