/// An organization's prepaid money: granting it, withdrawing it, and the double-entry journal
/// behind it.
@NullMarked
package ai.nemorouter.credit;

import org.jspecify.annotations.NullMarked;
