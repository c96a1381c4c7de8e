/// Prices, their versions and where they come from.
@NullMarked
package ai.nemorouter.catalog.price;

import org.jspecify.annotations.NullMarked;
