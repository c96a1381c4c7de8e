/// Aliases: names of an organization's own for models.
@NullMarked
package ai.nemorouter.catalog.alias;

import org.jspecify.annotations.NullMarked;
