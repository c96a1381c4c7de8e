/// Members: their roles, suspension, removal, and the ownership of the organization.
@NullMarked
package ai.nemorouter.organization.member;

import org.jspecify.annotations.NullMarked;
