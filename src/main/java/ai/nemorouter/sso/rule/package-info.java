/// Rules that give roles by groups and claims.
@NullMarked
package ai.nemorouter.sso.rule;

import org.jspecify.annotations.NullMarked;
