package ai.nemorouter.gateway.tokens;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;

/// OpenAI's public vocabularies. The count of a text is exact, or above it where an exact count
/// would be slow.
///
/// Merging is slow only for long runs without a word's end, and only senders of nonsense have
/// those. So a long text is cut where both vocabularies certainly end a piece, which changes no
/// count, and a run of `WINDOW` characters without such a place counts one token per byte, which no
/// byte-level vocabulary exceeds. Work thus grows with the length of a text and with nothing else.
public enum Vocabulary {
  O200K(EncodingType.O200K_BASE),
  CL100K(EncodingType.CL100K_BASE);

  static final int WINDOW = 4_096;

  private final EncodingType type;

  Vocabulary(EncodingType type) {
    this.type = type;
  }

  /// Reading a vocabulary takes some hundred milliseconds, once.
  private static final class Loaded {
    static final EncodingRegistry REGISTRY = Encodings.newLazyEncodingRegistry();
  }

  /// Reads the vocabulary now, if it was not read yet.
  public void load() {
    Loaded.REGISTRY.getEncoding(type);
  }

  /// At least as many tokens as this vocabulary makes of a text; exactly as many, unless it has
  /// runs of `WINDOW` characters without a word's end.
  public long count(String given) {
    String text = Utf8.asSent(given);
    Encoding encoding = Loaded.REGISTRY.getEncoding(type);
    long tokens = 0;
    int from = 0;
    while (text.length() - from > WINDOW) {
      int cut = lastBoundary(text, from, from + WINDOW);
      if (cut > from) {
        tokens += encoding.countTokensOrdinary(text.substring(from, cut));
      } else {
        cut = firstBoundary(text, from + WINDOW);
        tokens += Utf8.length(text, from, cut);
      }
      from = cut;
    }
    return tokens + encoding.countTokensOrdinary(text.substring(from));
  }

  private static int lastBoundary(String text, int from, int to) {
    for (int index = to; index > from; index--) {
      if (isBoundary(text, index)) {
        return index;
      }
    }
    return from;
  }

  private static int firstBoundary(String text, int from) {
    int index = from;
    while (index < text.length() && !isBoundary(text, index)) {
      index++;
    }
    return index;
  }

  /// Whether both vocabularies begin a new piece at `index`: they do between a letter or digit and
  /// what is neither letter, number, mark nor apostrophe (which begins `'s` and its like).
  private static boolean isBoundary(String text, int index) {
    char after = text.charAt(index);
    if (!Character.isLetterOrDigit(text.charAt(index - 1))
        || after == '\''
        || Character.isSurrogate(after)) {
      return false;
    }
    return switch (Character.getType(after)) {
      case Character.UPPERCASE_LETTER,
          Character.LOWERCASE_LETTER,
          Character.TITLECASE_LETTER,
          Character.MODIFIER_LETTER,
          Character.OTHER_LETTER,
          Character.DECIMAL_DIGIT_NUMBER,
          Character.LETTER_NUMBER,
          Character.OTHER_NUMBER,
          Character.NON_SPACING_MARK,
          Character.COMBINING_SPACING_MARK,
          Character.ENCLOSING_MARK ->
          false;
      default -> true;
    };
  }
}
