/// What all lists share: search, order and pages, and the addresses that keep them.
@NullMarked
package ai.nemorouter.platform.list;

import org.jspecify.annotations.NullMarked;
