/// Models, who serves them and at which price.
@NullMarked
package ai.nemorouter.catalog;

import org.jspecify.annotations.NullMarked;
