/// Sessions that began at the provider, and their end there.
@NullMarked
package ai.nemorouter.sso.session;

import org.jspecify.annotations.NullMarked;
