/// Sending alerts, with retries.
@NullMarked
package ai.nemorouter.alert.delivery;

import org.jspecify.annotations.NullMarked;
