/// The overview of an organization and its first steps.
@NullMarked
package ai.nemorouter.console.overview;

import org.jspecify.annotations.NullMarked;
