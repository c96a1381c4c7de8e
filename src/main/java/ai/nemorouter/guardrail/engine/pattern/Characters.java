package ai.nemorouter.guardrail.engine.pattern;

import ai.nemorouter.guardrail.engine.text.Letters;

/// Which characters a place of a pattern may take: exact for ASCII in either case, all or nothing
/// beyond it. It may say yes too often, and never no too often.
record Characters(long low, long high, boolean beyondAscii) {
  static final Characters NONE = new Characters(0, 0, false);
  static final Characters ALL = new Characters(-1, -1, true);
  static final Characters DIGITS = NONE.with('0', '9');
  static final Characters SPACES = NONE.with('\t', '\r').with(' ', ' ');
  static final Characters WORD = DIGITS.with('a', 'z').with('A', 'Z').with('_', '_');

  boolean has(char letter) {
    return letter >= 128 ? beyondAscii : ((letter < 64 ? low : high) & 1L << letter) != 0;
  }

  Characters with(int first, int last) {
    long newLow = low;
    long newHigh = high;
    for (int letter = first; letter <= Math.min(last, 127); letter++) {
      if (letter < 64) {
        newLow |= 1L << letter;
      } else {
        newHigh |= 1L << letter;
      }
    }
    return new Characters(newLow, newHigh, beyondAscii || last >= 128);
  }

  Characters or(Characters other) {
    return new Characters(low | other.low, high | other.high, beyondAscii || other.beyondAscii);
  }

  Characters negated() {
    return new Characters(~low, ~high, true);
  }

  /// With the other case of each letter, because the pattern may be told to ignore it.
  Characters inEitherCase() {
    Characters both = this;
    for (char letter = 'A'; letter <= 'z'; letter++) {
      if (Letters.isLatin(letter) && has(letter)) {
        int other = letter ^ 0x20;
        both = both.with(other, other);
      }
    }
    return both;
  }
}
