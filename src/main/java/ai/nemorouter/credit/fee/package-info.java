/// The platform fee and the tax, and what a purchase costs with both.
@NullMarked
package ai.nemorouter.credit.fee;

import org.jspecify.annotations.NullMarked;
