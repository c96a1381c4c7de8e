/// Invitations by e-mail, from sending to acceptance.
@NullMarked
package ai.nemorouter.organization.invitation;

import org.jspecify.annotations.NullMarked;
