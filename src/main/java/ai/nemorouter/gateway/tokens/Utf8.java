package ai.nemorouter.gateway.tokens;

import static java.nio.charset.StandardCharsets.UTF_8;

/// What becomes of text when it is sent.
final class Utf8 {
  private Utf8() {}

  /// The text as a provider gets it: half a surrogate pair has no bytes of its own and is sent as a
  /// question mark.
  static String asSent(String text) {
    for (int index = 0; index < text.length(); index++) {
      if (isHalf(text, index)) {
        return new String(text.getBytes(UTF_8), UTF_8);
      }
    }
    return text;
  }

  /// The bytes of a part of a text, without making them.
  static long length(String text, int from, int to) {
    long bytes = 0;
    for (int index = from; index < to; index++) {
      char c = text.charAt(index);
      if (c < 0x80) {
        bytes++;
      } else if (c < 0x800 || Character.isSurrogate(c)) {
        bytes += 2;
      } else {
        bytes += 3;
      }
    }
    return bytes;
  }

  private static boolean isHalf(String text, int index) {
    char c = text.charAt(index);
    if (!Character.isSurrogate(c)) {
      return false;
    }
    return Character.isHighSurrogate(c)
        ? index + 1 == text.length() || !Character.isLowSurrogate(text.charAt(index + 1))
        : index == 0 || !Character.isHighSurrogate(text.charAt(index - 1));
  }
}
