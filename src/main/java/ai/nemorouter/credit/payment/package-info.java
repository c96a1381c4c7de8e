/// The payment provider, what it reports, and the payments that operators see.
@NullMarked
package ai.nemorouter.credit.payment;

import org.jspecify.annotations.NullMarked;
