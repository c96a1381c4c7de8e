/// Authenticator apps and recovery codes.
@NullMarked
package ai.nemorouter.account.secondfactor;

import org.jspecify.annotations.NullMarked;
