/// Money that goes back: refunds and disputes.
@NullMarked
package ai.nemorouter.credit.refund;

import org.jspecify.annotations.NullMarked;
