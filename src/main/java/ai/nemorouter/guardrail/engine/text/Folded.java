package ai.nemorouter.guardrail.engine.text;

import java.util.Arrays;

/// A text as detectors read it, with the way back to what was written. It grows at its end, as an
/// answer does while it streams, and forgets its beginning. Positions are counted from the start of
/// the whole text and stay what they are when the beginning is forgotten: `folded` positions count
/// the folded characters, `original` ones those that were appended, both in UTF-16 units.
public final class Folded implements CharSequence {
  private static final int FIRST_SIZE = 64;
  private static final int[] NONE = {};

  private final StringBuilder original = new StringBuilder();
  private int originalDropped;

  private char[] chars = new char[FIRST_SIZE];
  private int dropped;
  private int end;

  /// For each folded character where it was written, once the two positions differ.
  private int[] origins = NONE;

  private boolean mapped;

  /// For each character without width where it was written and which folded one follows it.
  private int[] hidden = NONE;

  private int hiddenCount;
  private char pendingHigh;

  /// The whole of a text.
  public static Folded of(CharSequence text) {
    Folded folded = new Folded();
    folded.append(text);
    folded.complete();
    return folded;
  }

  public void append(CharSequence text) {
    int length = text.length();
    if (length == 0) {
      return;
    }
    ensure(length + 1);
    int index = 0;
    if (pendingHigh != 0) {
      index = appendPair(text.charAt(0));
    }
    for (; index < length; index++) {
      char letter = text.charAt(index);
      if (letter < 0x80) {
        index = appendPlain(text, index) - 1;
      } else if (Character.isHighSurrogate(letter) && index + 1 == length) {
        pendingHigh = letter;
      } else if (Character.isHighSurrogate(letter)
          && Character.isLowSurrogate(text.charAt(index + 1))) {
        index++;
        appendCodePoint(Character.toCodePoint(letter, text.charAt(index)));
      } else {
        appendCodePoint(letter);
      }
    }
  }

  /// Appends the run of ASCII that starts here, which folds to itself.
  private int appendPlain(CharSequence text, int from) {
    int at = originalEnd();
    int length = text.length();
    int to = from;
    while (to < length && text.charAt(to) < 0x80) {
      to++;
    }
    text.getChars(from, to, chars, end - dropped);
    if (mapped) {
      for (int count = 0; count < to - from; count++) {
        origins[end - dropped + count] = at + count;
      }
    }
    end += to - from;
    original.append(text, from, to);
    return to;
  }

  /// Says that nothing follows, so that half a character at the end counts as it is.
  public void complete() {
    if (pendingHigh != 0) {
      char high = pendingHigh;
      pendingHigh = 0;
      ensure(1);
      appendCodePoint(high);
    }
  }

  private int appendPair(char low) {
    char high = pendingHigh;
    pendingHigh = 0;
    boolean pair = Character.isLowSurrogate(low);
    appendCodePoint(pair ? Character.toCodePoint(high, low) : high);
    return pair ? 1 : 0;
  }

  private void appendCodePoint(int codePoint) {
    int at = originalEnd();
    original.appendCodePoint(codePoint);
    int folded = Folding.fold(codePoint);
    if (folded == Folding.DROPPED) {
      keepOrigins();
      hide(at);
      return;
    }
    String ligature = Folding.ligature(codePoint);
    if (!ligature.isEmpty()) {
      keepOrigins();
      ensure(ligature.length());
      for (int index = 0; index < ligature.length(); index++) {
        put(ligature.charAt(index), at);
      }
    } else if (folded > Character.MAX_VALUE) {
      ensure(2);
      put(Character.highSurrogate(folded), at);
      put(Character.lowSurrogate(folded), at + 1);
    } else {
      if (codePoint > Character.MAX_VALUE) {
        keepOrigins();
      }
      put((char) folded, at);
    }
  }

  private void put(char letter, int at) {
    int index = end - dropped;
    chars[index] = letter;
    if (mapped) {
      origins[index] = at;
    }
    end++;
  }

  private void hide(int at) {
    if (2 * hiddenCount == hidden.length) {
      hidden = Arrays.copyOf(hidden, Math.max(16, 2 * hidden.length));
    }
    hidden[2 * hiddenCount] = at;
    hidden[2 * hiddenCount + 1] = end;
    hiddenCount++;
  }

  private void keepOrigins() {
    if (!mapped) {
      mapped = true;
      origins = new int[chars.length];
      for (int index = 0; index < end - dropped; index++) {
        origins[index] = dropped + index;
      }
    }
  }

  private void ensure(int more) {
    int needed = end - dropped + more;
    if (needed > chars.length) {
      chars = Arrays.copyOf(chars, Math.max(needed, 2 * chars.length));
      if (mapped) {
        origins = Arrays.copyOf(origins, chars.length);
      }
    }
  }

  /// Forgets the folded characters before this position and what they were written as.
  public void forgetBefore(int folded) {
    int count = folded - dropped;
    if (count <= 0) {
      return;
    }
    int originalFrom = originalEndOf(folded);
    int rest = end - folded;
    System.arraycopy(chars, count, chars, 0, rest);
    if (mapped) {
      System.arraycopy(origins, count, origins, 0, rest);
    }
    original.delete(0, originalFrom - originalDropped);
    originalDropped = originalFrom;
    dropped = folded;
    int kept = 0;
    while (kept < hiddenCount && hidden[2 * kept] < originalFrom) {
      kept++;
    }
    System.arraycopy(hidden, 2 * kept, hidden, 0, 2 * (hiddenCount - kept));
    hiddenCount -= kept;
  }

  /// The first folded position that is still known.
  public int start() {
    return dropped;
  }

  /// The position behind the last folded character.
  public int end() {
    return end;
  }

  /// The folded characters from `start()` on, for a search that reads each of them.
  public char[] letters() {
    return chars;
  }

  public int originalEnd() {
    return originalDropped + original.length();
  }

  /// The folded character at a position between `start()` and `end()`.
  public char at(int folded) {
    return chars[folded - dropped];
  }

  /// The folded character, or 0 where the text has none.
  public char atOrZero(int folded) {
    return folded >= dropped && folded < end ? chars[folded - dropped] : 0;
  }

  /// Where the folded character was written; for `end()`, where the next one will be.
  public int originalStart(int folded) {
    if (folded == end) {
      return originalEnd();
    }
    return mapped ? origins[folded - dropped] : folded;
  }

  /// Where what was written for the folded characters before this position ends. Characters without
  /// width behind it are not part of it.
  public int originalEndOf(int folded) {
    if (folded == dropped) {
      return originalDropped;
    }
    int last = originalStart(folded - 1);
    return last + (isPairAt(last) && !Character.isSurrogate(at(folded - 1)) ? 2 : 1);
  }

  private boolean isPairAt(int position) {
    int index = position - originalDropped;
    return Character.isHighSurrogate(original.charAt(index)) && index + 1 < original.length();
  }

  /// The text as it was written.
  public String original(int from, int to) {
    return original.substring(from - originalDropped, to - originalDropped);
  }

  public void writeOriginal(StringBuilder out, int from, int to) {
    out.append(original, from - originalDropped, to - originalDropped);
  }

  /// How many characters without width are known, and where each was written.
  public int hiddenCount() {
    return hiddenCount;
  }

  public int hiddenAt(int index) {
    return hidden[2 * index];
  }

  /// The folded position that follows the character without width.
  public int hiddenBefore(int index) {
    return hidden[2 * index + 1];
  }

  /// The code point that was written at a position.
  public int originalCodePoint(int position) {
    return original.codePointAt(position - originalDropped);
  }

  /// The folded characters between two positions.
  public String slice(int from, int to) {
    return new String(chars, from - dropped, to - from);
  }

  public boolean startsWith(String expected, int at) {
    if (at < dropped || at + expected.length() > end) {
      return false;
    }
    for (int index = 0; index < expected.length(); index++) {
      if (at(at + index) != expected.charAt(index)) {
        return false;
      }
    }
    return true;
  }

  /// Whether no letter or digit goes on before or behind. Scripts without blanks between words, as
  /// Chinese and Japanese, have no such boundary.
  public boolean isWholeWord(int from, int to) {
    return isBoundary(at(from), atOrZero(from - 1)) && isBoundary(at(to - 1), atOrZero(to));
  }

  private static boolean isBoundary(char inside, char outside) {
    return !Letters.isWord(outside) || !Letters.isWord(inside) || Letters.isUnspaced(inside);
  }

  /// For parts that read a `CharSequence`: what is known, counted from `start()`.
  @Override
  public int length() {
    return end - dropped;
  }

  @Override
  public char charAt(int index) {
    return chars[index];
  }

  @Override
  public CharSequence subSequence(int from, int to) {
    return new String(chars, from, to - from);
  }

  @Override
  public String toString() {
    return new String(chars, 0, end - dropped);
  }
}
