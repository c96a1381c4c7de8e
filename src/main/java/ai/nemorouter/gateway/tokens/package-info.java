/// How many tokens a request may be, before it is sent: counted where the model's vocabulary is
/// public, bounded where it is not. `InputTokens` is the way in.
@NullMarked
package ai.nemorouter.gateway.tokens;

import org.jspecify.annotations.NullMarked;
