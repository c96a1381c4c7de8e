/// Who somebody is and what they may do: people, members, roles, permissions, sign-in and sessions.
@NullMarked
package ai.nemorouter.access;

import org.jspecify.annotations.NullMarked;
