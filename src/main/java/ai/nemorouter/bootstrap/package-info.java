/// Brings a fresh installation to where somebody can use it, from environment variables alone.
@NullMarked
package ai.nemorouter.bootstrap;

import org.jspecify.annotations.NullMarked;
