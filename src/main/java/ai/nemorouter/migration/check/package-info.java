/// Checks code and settings that are pasted for what would change with this gateway.
@NullMarked
package ai.nemorouter.migration.check;

import org.jspecify.annotations.NullMarked;
