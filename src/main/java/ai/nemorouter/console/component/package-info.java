/// A page of all components of the console in every state, for those who build and test it.
@NullMarked
package ai.nemorouter.console.component;

import org.jspecify.annotations.NullMarked;
