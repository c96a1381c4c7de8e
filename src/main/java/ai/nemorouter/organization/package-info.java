/// The hierarchy: organizations and their teams, and which organization a request is about.
@NullMarked
package ai.nemorouter.organization;

import org.jspecify.annotations.NullMarked;
