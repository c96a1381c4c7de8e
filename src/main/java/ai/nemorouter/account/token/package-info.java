/// Tokens that are sent by e-mail or kept in cookies; only their hashes are stored.
@NullMarked
package ai.nemorouter.account.token;

import org.jspecify.annotations.NullMarked;
