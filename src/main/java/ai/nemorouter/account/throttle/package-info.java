/// How many attempts are allowed in a while.
@NullMarked
package ai.nemorouter.account.throttle;

import org.jspecify.annotations.NullMarked;
