/// Signing in with a password.
@NullMarked
package ai.nemorouter.account.signin;

import org.jspecify.annotations.NullMarked;
