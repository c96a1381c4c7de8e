/// Looking up the key of a request: the fast path, without Hibernate.
@NullMarked
package ai.nemorouter.key.identity;

import org.jspecify.annotations.NullMarked;
