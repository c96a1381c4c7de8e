/// Teams and who is in them.
@NullMarked
package ai.nemorouter.organization.team;

import org.jspecify.annotations.NullMarked;
