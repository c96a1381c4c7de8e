/// What every feature stands on and what knows no business word: database, identifiers, clock,
/// request handling.
@NullMarked
package ai.nemorouter.platform;

import org.jspecify.annotations.NullMarked;
