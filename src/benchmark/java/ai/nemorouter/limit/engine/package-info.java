/// The hold engine measured by itself, without HTTP around it: docs/limits.md.
@NullMarked
package ai.nemorouter.limit.engine;

import org.jspecify.annotations.NullMarked;
