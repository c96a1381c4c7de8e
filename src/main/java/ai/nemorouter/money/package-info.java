/// The unit of money and how it is read, written and stored. Knows no other feature.
@NullMarked
package ai.nemorouter.money;

import org.jspecify.annotations.NullMarked;
