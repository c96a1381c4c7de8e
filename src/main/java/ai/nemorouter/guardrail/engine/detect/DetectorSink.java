package ai.nemorouter.guardrail.engine.detect;

import ai.nemorouter.guardrail.engine.Kind;

/// Takes what detectors find. All positions are folded ones.
public interface DetectorSink {
  /// @param proof the end of that part of the match that its digest is made of; all of it for what
  ///   is reported when it has ended, less for what is certain before
  void match(int rule, Kind kind, int start, int end, int proof, int score);

  default void match(int rule, Kind kind, int start, int end, int score) {
    match(rule, kind, start, end, end, score);
  }

  /// A match starts here for certain, though its end is not there yet. It will be reported with the
  /// same start, kind and proof when it ends.
  void certain(int rule, Kind kind, int start, int proof);

  /// Characters without width were written between two folded ones.
  ///
  /// @param at the folded position that follows them
  /// @param start where they were written, as an original position
  void hidden(int rule, int at, int start, int end, int score);
}
