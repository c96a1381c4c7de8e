/// What people and teams spent, and the limits nearest to being reached.
@NullMarked
package ai.nemorouter.key.overview;

import org.jspecify.annotations.NullMarked;
