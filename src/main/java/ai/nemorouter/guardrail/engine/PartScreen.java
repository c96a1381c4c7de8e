package ai.nemorouter.guardrail.engine;

/// A part on its way through the rules, in as many pieces as it comes.
interface PartScreen {
  /// Takes a piece and adds to `out` what may go on.
  void accept(CharSequence piece, StringBuilder out);

  /// The part has ended: adds what was held back.
  void finish(StringBuilder out);
}
