/// What a key may ask about itself and its calls.
@NullMarked
package ai.nemorouter.gateway.account;

import org.jspecify.annotations.NullMarked;
