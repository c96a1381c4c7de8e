/// Signing up: from an e-mail address to an organization with a team and a key, where the operator
/// lets people do that by themselves.
@NullMarked
package ai.nemorouter.signup;

import org.jspecify.annotations.NullMarked;
