/// The database: transactions that name whose rows they are about, and the embedded server.
@NullMarked
package ai.nemorouter.platform.database;

import org.jspecify.annotations.NullMarked;
