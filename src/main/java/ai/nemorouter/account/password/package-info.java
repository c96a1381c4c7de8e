/// Passwords: rules, hashing, and resets by e-mail.
@NullMarked
package ai.nemorouter.account.password;

import org.jspecify.annotations.NullMarked;
