/// How large and how slow a request may be, and how much memory all of them take together.
@NullMarked
package ai.nemorouter.platform.http.bounds;

import org.jspecify.annotations.NullMarked;
