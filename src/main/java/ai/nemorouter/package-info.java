@NullMarked
package ai.nemorouter;

import org.jspecify.annotations.NullMarked;
