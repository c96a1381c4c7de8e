/// Limits that new teams, members and keys start with.
@NullMarked
package ai.nemorouter.limit.defaults;

import org.jspecify.annotations.NullMarked;
