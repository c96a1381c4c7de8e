/// Buying credit: the checkout, the purchase and its receipt.
@NullMarked
package ai.nemorouter.credit.purchase;

import org.jspecify.annotations.NullMarked;
