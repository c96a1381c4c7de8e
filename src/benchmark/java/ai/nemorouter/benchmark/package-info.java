/// Measures the packaged gateway beside the upstream alone, nginx and another gateway, in one run
/// on one machine. `docs/benchmark.md` says how and why.
@NullMarked
package ai.nemorouter.benchmark;

import org.jspecify.annotations.NullMarked;
