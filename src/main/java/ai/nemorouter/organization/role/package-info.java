/// Roles and the permissions that they give.
@NullMarked
package ai.nemorouter.organization.role;

import org.jspecify.annotations.NullMarked;
