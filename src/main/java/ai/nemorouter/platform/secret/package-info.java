/// Secrets at rest: the key that seals them, and secrets that sign.
@NullMarked
package ai.nemorouter.platform.secret;

import org.jspecify.annotations.NullMarked;
