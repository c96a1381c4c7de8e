/// Signing up by oneself.
@NullMarked
package ai.nemorouter.account.registration;

import org.jspecify.annotations.NullMarked;
