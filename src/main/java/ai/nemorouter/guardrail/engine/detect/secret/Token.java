package ai.nemorouter.guardrail.engine.detect.secret;

import ai.nemorouter.guardrail.engine.Kind;
import ai.nemorouter.guardrail.engine.detect.DetectorSink;
import ai.nemorouter.guardrail.engine.text.Folded;
import ai.nemorouter.guardrail.engine.text.Letters;
import java.util.function.Predicate;

/// A secret that has a prefix: a token of some letters behind it. Once enough of it is there it is
/// certain, long before a token of a thousand characters has ended.
///
/// @param prefix in its own case
/// @param early whether the token is certain with its shortest length
/// @param check what the whole of a token that is not early must fulfil
record Token(
    int rule,
    Kind kind,
    String prefix,
    Alphabet alphabet,
    int least,
    int most,
    boolean early,
    Predicate<String> check)
    implements Term {
  private static final int SCORE = 100;

  enum Alphabet {
    HEX,
    BASE32,
    BASE62,
    /// With `_` and `-`.
    BASE64_URL,
    /// With `.` as well.
    DOTTED,
    /// With `+`, `/` and `=`.
    BASE64;

    boolean has(char letter) {
      return switch (this) {
        case HEX -> Letters.isHex(letter);
        case BASE32 -> Letters.isUpper(letter) || (letter >= '2' && letter <= '7');
        case BASE62 -> Letters.isLatinOrDigit(letter);
        case BASE64_URL -> Letters.isLatinOrDigit(letter) || letter == '_' || letter == '-';
        case DOTTED -> BASE64_URL.has(letter) || letter == '.';
        case BASE64 ->
            Letters.isLatinOrDigit(letter) || letter == '+' || letter == '/' || letter == '=';
      };
    }
  }

  @Override
  public int at(Folded text, int start, int end, boolean complete, DetectorSink found) {
    if (!text.startsWith(prefix, start) || Letters.isWord(text.atOrZero(start - 1))) {
      return DECIDED;
    }
    int stop = end;
    int limit = Math.min(text.end(), early ? Integer.MAX_VALUE : end + most + 1);
    while (stop < limit && alphabet.has(text.at(stop))) {
      stop++;
    }
    boolean open = stop == text.end() && !complete && (early || stop <= end + most);
    while (stop > end && text.at(stop - 1) == '.') {
      stop--; // the full stop of a sentence
    }
    int proof = end + least;
    if (open && early && stop >= proof) {
      found.certain(rule, kind, start, proof);
    }
    if (open) {
      return start;
    }
    int length = stop - end;
    boolean goesOn = !early && Letters.isWord(text.atOrZero(stop));
    if (length >= least
        && (early || length <= most)
        && !goesOn
        && check.test(text.slice(start, stop))) {
      found.match(rule, kind, start, stop, early ? proof : stop, SCORE);
    }
    return DECIDED;
  }
}
