/// Automatic top-up from a saved card.
@NullMarked
package ai.nemorouter.credit.topup;

import org.jspecify.annotations.NullMarked;
