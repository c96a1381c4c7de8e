/// The demo's own payment provider.
@NullMarked
package ai.nemorouter.demo.payment;

import org.jspecify.annotations.NullMarked;
