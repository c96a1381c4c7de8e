package ai.nemorouter.guardrail.engine;

import ai.nemorouter.guardrail.engine.Scanner.Match;

/// Plain text. What only counts is looked for beside what changes the text, so that nothing waits
/// for it.
final class TextScreen implements PartScreen {
  private final Scanner enforced;
  private final Scanner observed;
  private final Ledger ledger;
  private final boolean enforces;
  private boolean observes;
  private final boolean sealed;

  TextScreen(Guard.Program program, Ledger ledger) {
    this.enforced = new Scanner(program.enforced(), ledger, true);
    this.observed = new Scanner(program.observed(), ledger, false);
    this.enforces = !program.enforced().isEmpty();
    this.observes = !program.observed().isEmpty();
    this.ledger = ledger;
    this.sealed = ledger.part().form() == Part.Form.SEALED;
  }

  @Override
  public void accept(CharSequence piece, StringBuilder out) {
    if (enforces) {
      enforced.append(piece);
    } else {
      out.append(piece);
    }
    if (observes) {
      observed.append(piece);
    }
    advance(false, out);
    if (enforced.overflows()) {
      ledger.unavailable();
    }
    if (observes && observed.overflows()) {
      observes = false;
      ledger.unseen();
    }
  }

  @Override
  public void finish(StringBuilder out) {
    advance(true, out);
  }

  private void advance(boolean complete, StringBuilder out) {
    if (enforces) {
      enforced.advance(complete, new Written(out));
    }
    if (observes) {
      observed.advance(complete, NOTHING);
    }
  }

  private static final Scanner.Output NOTHING =
      new Scanner.Output() {
        @Override
        public void keep(int from, int to) {
          // It went on already.
        }

        @Override
        public void replace(int from, int to, Match winner) {
          // It only counts.
        }
      };

  static Scanner.Output nothing() {
    return NOTHING;
  }

  private final class Written implements Scanner.Output {
    private final StringBuilder out;

    Written(StringBuilder out) {
      this.out = out;
    }

    @Override
    public void keep(int from, int to) {
      if (!ledger.isRefused()) {
        enforced.writeTo(out, from, to);
      }
    }

    @Override
    public void replace(int from, int to, Match winner) {
      if (sealed) {
        ledger.refuse();
      }
      if (!ledger.isRefused()) {
        out.append(ledger.placeholder(winner, enforced.written(from, to)));
      }
    }
  }
}
