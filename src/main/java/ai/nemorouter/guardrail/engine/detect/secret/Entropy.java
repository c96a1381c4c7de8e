package ai.nemorouter.guardrail.engine.detect.secret;

import ai.nemorouter.guardrail.engine.Kind;
import ai.nemorouter.guardrail.engine.detect.DetectorSink;
import ai.nemorouter.guardrail.engine.detect.number.NationalIds;
import ai.nemorouter.guardrail.engine.text.Folded;
import ai.nemorouter.guardrail.engine.text.Letters;
import java.util.List;

/// A value that looks random behind a word such as `token` and `=` or `:`. Randomness alone says
/// little: identifiers, hashes and joined words have as much of it.
record Entropy(int rule) implements Term {
  static final List<String> KEY_WORDS =
      List.of(
          "secret",
          "password",
          "passwd",
          "token",
          "api_key",
          "api-key",
          "apikey",
          "api key",
          "access_key",
          "access-key",
          "accesskey",
          "private_key",
          "auth_key",
          "authkey",
          "credential",
          "bearer");

  private static final double MIXED_BITS_MIN = 4.2;
  private static final double SHORT_BITS_MIN = 3.6;
  private static final double HEX_BITS_MIN = 3.4;
  private static final int SHORT = 32;
  private static final int LENGTH_MIN = 20;
  private static final int LENGTH_MAX = 200;
  private static final int BETWEEN_MAX = 24;
  private static final int SCORE = 70;

  @Override
  public int at(Folded text, int start, int end, boolean complete, DetectorSink found) {
    int at = valueStart(text, start, end);
    if (at < 0) {
      return DECIDED;
    }
    int stop = at;
    int limit = Math.min(text.end(), at + LENGTH_MAX + 1);
    while (stop < limit && isValue(text.at(stop))) {
      stop++;
    }
    if (stop == text.end() && !complete && stop - at <= LENGTH_MAX) {
      return start;
    }
    while (stop > at && text.at(stop - 1) == '.') {
      stop--;
    }
    int length = stop - at;
    if (length >= LENGTH_MIN && length <= LENGTH_MAX && isRandom(text.slice(at, stop))) {
      found.match(rule, Kind.SECRET, at, stop, SCORE);
    }
    return DECIDED;
  }

  /// Where the value behind the word begins, which may be the end of the text; -1 if none can.
  private static int valueStart(Folded text, int start, int wordEnd) {
    boolean assigned = text.startsWith("earer", start + 1) && text.atOrZero(wordEnd) == ' ';
    int at = wordEnd;
    while (at < text.end() && at - wordEnd < BETWEEN_MAX) {
      char letter = text.at(at);
      boolean assigns = letter == '=' || letter == ':';
      if (assigned && isValue(letter) && !assigns) {
        return at;
      }
      boolean name =
          !assigned && (Letters.isLatinOrDigit(letter) || letter == '_' || letter == '-');
      if (!name && !assigns && " \"'`>".indexOf(letter) < 0) {
        return NationalIds.NONE;
      }
      assigned |= assigns;
      at++;
    }
    return at < text.end() ? NationalIds.NONE : at;
  }

  private static boolean isValue(char letter) {
    return Letters.isLatinOrDigit(letter) || "+/=_.~-".indexOf(letter) >= 0;
  }

  private static boolean isRandom(String value) {
    if (value.startsWith("sha256-") || value.startsWith("sha512-") || isUuid(value)) {
      return false;
    }
    double bits = bits(value);
    if (value.chars().allMatch(letter -> Letters.isHex((char) letter))) {
      return bits >= HEX_BITS_MIN
          && value.chars().anyMatch(letter -> Letters.isDigit((char) letter));
    }
    boolean digit = value.chars().anyMatch(letter -> Letters.isDigit((char) letter));
    boolean upper = value.chars().anyMatch(letter -> Letters.isUpper((char) letter));
    boolean lower = value.chars().anyMatch(letter -> letter >= 'a' && letter <= 'z');
    double least = value.length() < SHORT ? SHORT_BITS_MIN : MIXED_BITS_MIN;
    return digit && upper && lower && bits >= least && !isDotted(value);
  }

  /// `com.example.Service2` and `v1.2/path/File.java` are names.
  private static boolean isDotted(String value) {
    long separators = value.chars().filter(letter -> ".-_/".indexOf(letter) >= 0).count();
    return separators * 8 > value.length();
  }

  private static boolean isUuid(String value) {
    return value.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  }

  /// How many bits one character says, given how often each occurs (Shannon).
  static double bits(String value) {
    int[] times = new int[128];
    for (int index = 0; index < value.length(); index++) {
      times[value.charAt(index) & 127]++;
    }
    double bits = 0;
    for (int time : times) {
      if (time > 0) {
        double share = (double) time / value.length();
        bits -= share * Math.log(share) / Math.log(2);
      }
    }
    return bits;
  }
}
