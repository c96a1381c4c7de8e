/// Who receipts and statements are made out to.
@NullMarked
package ai.nemorouter.credit.billing;

import org.jspecify.annotations.NullMarked;
