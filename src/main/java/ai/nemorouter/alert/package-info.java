/// Tells people that a limit is nearly used up, or will be: watching the limits, the channels that
/// an organization wants to hear by, and delivering to them.
@NullMarked
package ai.nemorouter.alert;

import org.jspecify.annotations.NullMarked;
