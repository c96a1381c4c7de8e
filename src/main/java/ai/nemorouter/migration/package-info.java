/// Moving here from elsewhere: which models a program names and what they are here, sample calls
/// with a new key, and keys and limits taken over from an account of OpenRouter.
@NullMarked
package ai.nemorouter.migration;

import org.jspecify.annotations.NullMarked;
