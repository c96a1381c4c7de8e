package ai.nemorouter.gateway.tokens;

import java.lang.Character.UnicodeBlock;
import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.Set;

/// How many tokens one text may be.
///
/// Where the vocabulary is public, the bound is the count. Elsewhere it is what we count, with a
/// margin for what other vocabularies were measured to do worse, and never more than the text's
/// bytes in UTF-8: every vocabulary of our time falls back to single bytes at worst. The margin is
/// measured, not proven; that the bound is at least a third of the bytes is what limits how far a
/// text that was made to defeat it can exceed it.
///
/// @param likely our own count
/// @param bound the most to expect
record TextTokens(long likely, long bound) {
  static final TextTokens NONE = new TextTokens(0, 0);

  /// Others split digits one by one, where ours takes three: half a token more for each digit,
  /// beside a margin of at least half of the count.
  private static final int DIGITS_PER_EXTRA_TOKEN = 2;

  /// Latin, Cyrillic, Chinese, Japanese and Korean beyond ASCII: other vocabularies make up to 2.4
  /// times our tokens there, which a quarter of a token per byte covers beside the margin. In
  /// further scripts they make up to 5.5 times as many, so those count a token per byte.
  private static final int KNOWN_SCRIPT_BYTES_PER_EXTRA_TOKEN = 4;

  private static final int BYTES_PER_TOKEN_MOST = 3;

  /// SentencePiece begins each text with a space of its own.
  private static final int WORD_PREFIX = 1;

  private static final Set<UnicodeBlock> PUNCTUATION_OF_KNOWN_SCRIPTS =
      Set.of(
          UnicodeBlock.GENERAL_PUNCTUATION,
          UnicodeBlock.LATIN_1_SUPPLEMENT,
          UnicodeBlock.CJK_SYMBOLS_AND_PUNCTUATION,
          UnicodeBlock.HALFWIDTH_AND_FULLWIDTH_FORMS);

  static TextTokens of(String text, ModelFamily family) {
    if (text.isEmpty()) {
      return NONE;
    }
    long counted = family.vocabulary().count(text);
    return family.isExact()
        ? new TextTokens(counted, counted)
        : new TextTokens(counted, Shape.of(text).bound(counted, family.percent()));
  }

  /// One token per byte, for texts that are too long to count.
  static TextTokens ofBytes(String text, ModelFamily family) {
    Shape shape = Shape.of(text);
    return new TextTokens(
        shape.bytes() / BYTES_PER_TOKEN_MOST,
        family.isExact() ? Utf8.length(text, 0, text.length()) : shape.bytes() + WORD_PREFIX);
  }

  /// What a text is made of, in bytes of UTF-8. Some vocabularies, Claude 2's for one, see a text
  /// only after compatibility normalization (NFKC), which can lengthen it: the longer form counts.
  private record Shape(long bytes, long digits, long knownScripts, long otherScripts) {
    static Shape of(String text) {
      Shape raw = measure(text);
      if (raw.isAscii() || Normalizer.isNormalized(text, Normalizer.Form.NFKC)) {
        return raw;
      }
      Shape normalized = measure(Normalizer.normalize(text, Normalizer.Form.NFKC));
      return normalized.bytes > raw.bytes ? normalized : raw;
    }

    long bound(long counted, int percent) {
      long margin = (counted * percent + 99) / 100;
      long bound =
          margin
              + (digits + 1) / DIGITS_PER_EXTRA_TOKEN
              + knownScripts / KNOWN_SCRIPT_BYTES_PER_EXTRA_TOKEN
              + otherScripts;
      return Math.min(bytes, Math.max(bound, bytes / BYTES_PER_TOKEN_MOST + 1)) + WORD_PREFIX;
    }

    private boolean isAscii() {
      return knownScripts == 0 && otherScripts == 0;
    }

    private static Shape measure(String text) {
      long bytes = 0;
      long digits = 0;
      long known = 0;
      long other = 0;
      for (int index = 0; index < text.length(); index++) {
        char c = text.charAt(index);
        if (c < 0x80) {
          bytes++;
          digits += c >= '0' && c <= '9' ? 1 : 0;
          continue;
        }
        int width = c < 0x800 ? 2 : Character.isSurrogate(c) ? 2 : 3;
        bytes += width;
        if (isOfKnownScript(c)) {
          known += width;
        } else {
          other += width;
        }
      }
      return new Shape(bytes, digits, known, other);
    }

    private static boolean isOfKnownScript(char c) {
      if (Character.isSurrogate(c)) {
        return false;
      }
      return switch (UnicodeScript.of(c)) {
        case LATIN, CYRILLIC, HAN, HIRAGANA, KATAKANA, HANGUL -> true;
        case COMMON -> PUNCTUATION_OF_KNOWN_SCRIPTS.contains(UnicodeBlock.of(c));
        default -> false;
      };
    }
  }
}
