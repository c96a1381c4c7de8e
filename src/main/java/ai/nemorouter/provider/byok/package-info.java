/// The API for providers that organizations bring.
@NullMarked
package ai.nemorouter.provider.byok;

import org.jspecify.annotations.NullMarked;
