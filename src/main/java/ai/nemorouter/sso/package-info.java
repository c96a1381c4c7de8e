/// Single sign-on through an OpenID Connect provider: who somebody is there, the sessions that hang
/// on it, and what its claims mean in organizations.
@NullMarked
package ai.nemorouter.sso;

import org.jspecify.annotations.NullMarked;
