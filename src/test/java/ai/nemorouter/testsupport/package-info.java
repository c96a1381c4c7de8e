/// What tests share: a database of their own and a small named world.
@NullMarked
package ai.nemorouter.testsupport;

import org.jspecify.annotations.NullMarked;
