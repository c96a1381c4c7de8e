/// What providers answer, read leniently and within bounds: the same for every dialect.
@NullMarked
package ai.nemorouter.provider.answer;

import org.jspecify.annotations.NullMarked;
