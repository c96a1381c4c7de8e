/// The OpenID Connect provider: its metadata, its tokens and what they claim.
@NullMarked
package ai.nemorouter.sso.provider;

import org.jspecify.annotations.NullMarked;
