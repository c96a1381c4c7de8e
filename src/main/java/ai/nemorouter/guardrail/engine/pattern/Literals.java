package ai.nemorouter.guardrail.engine.pattern;

import ai.nemorouter.guardrail.engine.text.Folded;
import java.util.Locale;

/// The longest run of characters that every match of a pattern contains, in small letters.
final class Literals {
  private String best = "";
  private final StringBuilder current = new StringBuilder();

  private Literals() {}

  static String required(PatternNode pattern) {
    Literals literals = new Literals();
    literals.visit(pattern);
    literals.finish();
    return literals.best;
  }

  private void visit(PatternNode node) {
    switch (node) {
      case PatternNode.One one -> {
        if (isPlain(one.literal())) {
          current.append(one.literal());
        } else {
          finish();
        }
      }
      case PatternNode.Sequence sequence -> sequence.parts().forEach(this::visit);
      case PatternNode.Choice _ -> finish();
      case PatternNode.Repeat repeat -> {
        if (repeat.least() >= 1) {
          visit(repeat.part());
        }
        finish();
      }
    }
  }

  /// Characters that folding changes are not in the folded text.
  private static boolean isPlain(char letter) {
    return letter > 0 && letter < 128 && Folded.of(String.valueOf(letter)).length() == 1;
  }

  private void finish() {
    if (current.length() > best.length()) {
      best = current.toString().toLowerCase(Locale.ROOT);
    }
    current.setLength(0);
  }
}
