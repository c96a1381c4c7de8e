/// The proof of the hold engine: a plain model of what it promises, and everything that compares
/// the two.
@NullMarked
package ai.nemorouter.limit.oracle;

import org.jspecify.annotations.NullMarked;
