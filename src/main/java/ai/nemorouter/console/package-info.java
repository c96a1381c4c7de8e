/// The shell around every page: layout, navigation, error pages, and the overview one lands on.
@NullMarked
package ai.nemorouter.console;

import org.jspecify.annotations.NullMarked;
