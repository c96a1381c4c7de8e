/// Monthly statements, and exports of the journal.
@NullMarked
package ai.nemorouter.credit.statement;

import org.jspecify.annotations.NullMarked;
