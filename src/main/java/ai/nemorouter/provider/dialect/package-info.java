/// What each kind of provider's API has to offer to the gateway.
@NullMarked
package ai.nemorouter.provider.dialect;

import org.jspecify.annotations.NullMarked;
