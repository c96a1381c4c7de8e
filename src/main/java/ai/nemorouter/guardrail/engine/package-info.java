/// Rules on what goes to a model and what comes back. `Guard` is a set of rules made ready;
/// `Screening` is one request under it, which takes `Part`s whole and as streams and says in
/// `Finding`s what the rules found. The packages below are its inside: `text` folds and searches,
/// `detect` has a class for each thing that can be found, `pattern` reads regular expressions.
@NullMarked
package ai.nemorouter.guardrail.engine;

import org.jspecify.annotations.NullMarked;
