/// Who may do what: permissions, the roles made of them, and the actors who hold them.
@NullMarked
package ai.nemorouter.access;

import org.jspecify.annotations.NullMarked;
