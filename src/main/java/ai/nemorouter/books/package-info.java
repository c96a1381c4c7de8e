/// Whether the books balance: recomputing them, keeping what was found, and telling it on a page,
/// as a metric and on a terminal.
@NullMarked
package ai.nemorouter.books;

import org.jspecify.annotations.NullMarked;
