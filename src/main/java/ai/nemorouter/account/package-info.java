/// People's accounts: who they are, how they sign in, and the sessions that follow from it.
@NullMarked
package ai.nemorouter.account;

import org.jspecify.annotations.NullMarked;
