/// Which models organizations, teams and keys may use.
@NullMarked
package ai.nemorouter.catalog.allowlist;

import org.jspecify.annotations.NullMarked;
