/// The export of everything that an organization has here.
@NullMarked
package ai.nemorouter.organization.export;

import org.jspecify.annotations.NullMarked;
