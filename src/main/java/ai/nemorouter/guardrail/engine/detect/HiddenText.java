package ai.nemorouter.guardrail.engine.detect;

import ai.nemorouter.guardrail.engine.text.Folded;
import ai.nemorouter.guardrail.engine.text.Letters;

/// Text that people do not see and models read: Unicode tags, marks that turn the direction of
/// writing over, runs of characters without width between letters. Joiners where Persian and Indic
/// scripts and emoji need them are fine.
public final class HiddenText implements Detector {
  private static final int SCORE = 95;
  private static final int BLACK_FLAG = 0x1F3F4;

  private final int rule;

  public HiddenText(int rule) {
    this.rule = rule;
  }

  @Override
  public int scan(Folded text, int from, boolean complete, DetectorSink found) {
    int index = 0;
    int count = text.hiddenCount();
    while (index < count) {
      int before = text.hiddenBefore(index);
      int first = index;
      while (index < count && text.hiddenBefore(index) == before) {
        index++;
      }
      boolean decided = before >= from && (before < text.end() || complete);
      if (decided && isSuspicious(text, first, index)) {
        int last = text.hiddenAt(index - 1);
        int end = last + Character.charCount(text.originalCodePoint(last));
        found.hidden(rule, before, text.hiddenAt(first), end, SCORE);
      }
    }
    return text.end();
  }

  private static boolean isSuspicious(Folded text, int first, int last) {
    int position = text.hiddenBefore(first);
    int spaces = 0;
    for (int index = first; index < last; index++) {
      int codePoint = text.originalCodePoint(text.hiddenAt(index));
      boolean tag = codePoint >= 0xE0000 && codePoint <= 0xE007F;
      boolean turns = codePoint == 0x202D || codePoint == 0x202E;
      if (turns || (tag && !followsFlag(text, position))) {
        return true;
      }
      boolean wide = (codePoint >= 0xFE00 && codePoint <= 0xFE0F) || codePoint == 0xAD;
      spaces += wide ? 0 : 1;
    }
    return spaces >= 2
        && Letters.isLatinOrDigit(text.atOrZero(position - 1))
        && Letters.isLatinOrDigit(text.atOrZero(position));
  }

  /// The flags of England, Scotland and Wales are a black flag with tags behind it.
  private static boolean followsFlag(Folded text, int position) {
    char low = text.atOrZero(position - 1);
    char high = text.atOrZero(position - 2);
    return Character.isSurrogatePair(high, low) && Character.toCodePoint(high, low) == BLACK_FLAG;
  }
}
