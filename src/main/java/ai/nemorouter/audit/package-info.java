/// Who changed what, and when: written with the change, never changed.
@NullMarked
package ai.nemorouter.audit;

import org.jspecify.annotations.NullMarked;
