package ai.nemorouter.guardrail.engine.text;

import java.text.Normalizer;

/// What one character becomes before detectors read it: writings that differ to a computer and not
/// to a reader become one. Each character is folded by itself, so that it does not matter where a
/// text is cut. Nothing is composed or reordered, and letters keep their case.
final class Folding {
  /// The character leaves no trace: it has no width.
  static final int DROPPED = -1;

  private static final int FULL_WIDTH_FIRST = 0xFF01;
  private static final int FULL_WIDTH_LAST = 0xFF5E;
  private static final int FULL_WIDTH_SHIFT = 0xFEE0;
  private static final int MATHEMATICAL_FIRST = 0x1D400;
  private static final int MATHEMATICAL_LAST = 0x1D7FF;
  private static final String[] LIGATURES = {"ff", "fi", "fl", "ffi", "ffl", "st", "st"};
  private static final int LIGATURE_FIRST = 0xFB00;

  private Folding() {}

  /// What the code point becomes: itself, another one, or `DROPPED`. For plain ASCII it is itself.
  static int fold(int codePoint) {
    if (codePoint < 0x80) {
      return codePoint;
    }
    if (isInvisible(codePoint)) {
      return DROPPED;
    }
    if (codePoint >= FULL_WIDTH_FIRST && codePoint <= FULL_WIDTH_LAST) {
      return codePoint - FULL_WIDTH_SHIFT;
    }
    return switch (Character.getType(codePoint)) {
      case Character.DECIMAL_DIGIT_NUMBER -> '0' + Character.digit(codePoint, 10);
      case Character.SPACE_SEPARATOR -> ' ';
      case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> '\n';
      case Character.DASH_PUNCTUATION -> '-';
      default -> foldRest(codePoint);
    };
  }

  private static int foldRest(int codePoint) {
    if (codePoint >= MATHEMATICAL_FIRST && codePoint <= MATHEMATICAL_LAST) {
      String plain = Normalizer.normalize(Character.toString(codePoint), Normalizer.Form.NFKC);
      return plain.length() == 1 ? plain.charAt(0) : codePoint;
    }
    return switch (codePoint) {
      case 0x85 -> '\n';
      case 0x17F -> 's'; // long s
      case 0x212A -> 'K'; // Kelvin sign
      case 0x2212 -> '-'; // minus
      case 0x2018, 0x2019 -> '\'';
      case 0x201C, 0x201D -> '"';
      case 0x2024 -> '.'; // one dot leader
      case 0xFE52 -> '.'; // small full stop
      case 0xFE6B -> '@'; // small commercial at
      default -> codePoint;
    };
  }

  /// The letters of a ligature, or an empty text for any other character.
  static String ligature(int codePoint) {
    int index = codePoint - LIGATURE_FIRST;
    return index >= 0 && index < LIGATURES.length ? LIGATURES[index] : "";
  }

  /// Characters without width that can stand inside a word without being seen: joiners, marks of
  /// direction, variation selectors, fillers, tags.
  static boolean isInvisible(int codePoint) {
    return codePoint == 0xAD
        || codePoint == 0x34F
        || codePoint == 0x61C
        || codePoint == 0x1160
        || codePoint == 0x180E
        || (codePoint >= 0x200B && codePoint <= 0x200F)
        || (codePoint >= 0x202A && codePoint <= 0x202E)
        || (codePoint >= 0x2060 && codePoint <= 0x206F)
        || codePoint == 0x3164
        || (codePoint >= 0xFE00 && codePoint <= 0xFE0F)
        || codePoint == 0xFEFF
        || codePoint == 0xFFA0
        || (codePoint >= 0xE0000 && codePoint <= 0xE01EF);
  }
}
