package ai.nemorouter.gateway.tokens;

/// The size of text in UTF-8, without making the bytes. A lone half of a surrogate pair counts
/// three, as much as the replacement character.
final class Utf8 {
  private Utf8() {}

  static long length(CharSequence text, int from, int to) {
    long bytes = 0;
    for (int index = from; index < to; index++) {
      char c = text.charAt(index);
      if (c < 0x80) {
        bytes++;
      } else if (c < 0x800) {
        bytes += 2;
      } else if (Character.isHighSurrogate(c)
          && index + 1 < to
          && Character.isLowSurrogate(text.charAt(index + 1))) {
        bytes += 4;
        index++;
      } else {
        bytes += 3;
      }
    }
    return bytes;
  }
}
