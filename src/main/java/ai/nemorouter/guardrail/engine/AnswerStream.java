package ai.nemorouter.guardrail.engine;

/// One part that comes in pieces: one choice, one block or one tool call of a streamed answer. It
/// holds back only the end that can still become a match; where a rule needs the whole, all of it.
/// Not for several threads.
public final class AnswerStream {
  /// What a rule that needs the whole may have before it.
  private static final int WHOLE_MAX = 8_000_000;

  private final Guard.Program program;
  private final Ledger ledger;
  private final PartScreen screen;
  private final boolean keepsAll;
  private final StringBuilder all = new StringBuilder();

  AnswerStream(Guard.Program program, Ledger ledger) {
    this.program = program;
    this.ledger = ledger;
    this.screen =
        ledger.part().form() == Part.Form.JSON
            ? new JsonScreen(program, ledger)
            : new TextScreen(program, ledger);
    this.keepsAll = program.needsWhole() || !program.whole().isEmpty();
  }

  /// @return what may be sent of this and of earlier pieces; empty while it is held back and after
  ///   a refusal
  public String accept(CharSequence piece) {
    if (ledger.isRefused()) {
      return "";
    }
    if (keepsAll) {
      all.append(piece);
      if (all.length() > WHOLE_MAX) {
        ledger.unavailable();
      }
    }
    if (program.needsWhole()) {
      return "";
    }
    StringBuilder out = new StringBuilder();
    screen.accept(piece, out);
    return ledger.isRefused() ? "" : out.toString();
  }

  /// The part has ended.
  ///
  /// @return what was held back
  public String finish() {
    StringBuilder out = new StringBuilder();
    if (ledger.verdict() == Verdict.BLOCKED) {
      // What blocked it as soon as it was certain is recorded when it ends.
      screen.finish(out);
    }
    if (ledger.isRefused()) {
      return "";
    }
    if (program.needsWhole()) {
      screen.accept(all, out);
    }
    if (!ledger.isRefused()) {
      screen.finish(out);
    }
    if (!ledger.isRefused()) {
      checkWhole();
    }
    return ledger.isRefused() ? "" : out.toString();
  }

  private void checkWhole() {
    Part part = ledger.part();
    Part whole = new Part(part.path(), part.role(), part.form(), all.toString(), part.mediaType());
    for (WholeCheck check : program.whole()) {
      long begun = System.nanoTime();
      check
          .problem(whole)
          .ifPresent(kind -> ledger.found(check.rule(), kind, whole.text().length()));
      ledger.spent(check.rule(), System.nanoTime() - begun);
    }
  }

  public Verdict verdict() {
    return ledger.verdict();
  }

  public boolean isRefused() {
    return ledger.isRefused();
  }
}
