/// E-mail domains that organizations have claimed.
@NullMarked
package ai.nemorouter.sso.domain;

import org.jspecify.annotations.NullMarked;
