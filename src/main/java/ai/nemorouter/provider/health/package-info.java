/// How providers fare: circuit breakers, speed, errors.
@NullMarked
package ai.nemorouter.provider.health;

import org.jspecify.annotations.NullMarked;
