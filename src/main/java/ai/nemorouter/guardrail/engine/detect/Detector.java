package ai.nemorouter.guardrail.engine.detect;

import ai.nemorouter.guardrail.engine.text.Folded;

/// Finds one kind of thing in a text that may still grow. Immutable and shared by all requests.
///
/// What lies before `from` is context: it can be read as far back as `CONTEXT` characters, and
/// never changes what was decided. So what is found does not depend on where a stream was cut.
public interface Detector {
  /// How many folded characters before the first undecided one are certain to be there.
  int CONTEXT = 128;

  /// Reports the matches that start at `from` or later and that no further text could change.
  /// Matches before `from`, and at or behind the returned position, are dropped: they were found or
  /// are found again.
  ///
  /// @param complete whether the text ends with `text.end()`
  /// @return the first folded position at which a match may still begin; `text.end()` if complete
  int scan(Folded text, int from, boolean complete, DetectorSink found);
}
