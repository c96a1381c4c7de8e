/// Keys: the secrets that programs call with, and the management keys that manage them.
@NullMarked
package ai.nemorouter.key;

import org.jspecify.annotations.NullMarked;
