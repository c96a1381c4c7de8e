/// Limits by team: each level of the hierarchy with what is used and free.
@NullMarked
package ai.nemorouter.limit.tree;

import org.jspecify.annotations.NullMarked;
