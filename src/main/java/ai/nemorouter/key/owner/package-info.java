/// Who may see and change which keys, and what becomes of the keys of members who leave.
@NullMarked
package ai.nemorouter.key.owner;

import org.jspecify.annotations.NullMarked;
