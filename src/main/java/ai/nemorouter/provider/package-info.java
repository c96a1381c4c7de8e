/// Upstream accounts: where calls are forwarded to and with which credential.
@NullMarked
package ai.nemorouter.provider;

import org.jspecify.annotations.NullMarked;
