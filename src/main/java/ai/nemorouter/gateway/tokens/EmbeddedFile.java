package ai.nemorouter.gateway.tokens;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Data that stands in a request as text: `data:image/png;base64,…`, or bare base64.
///
/// @param text the whole of it
/// @param start where the base64 begins
record EmbeddedFile(String text, int start) {
  private static final String PREFIX = "data:";
  private static final String ENCODED = ";base64,";
  private static final int MEDIA_TYPE_MOST = 200;

  /// Where no size was found by then, there is none worth looking for.
  private static final int HEADER_LETTERS_MOST = 1 << 20;

  static boolean isOne(String url) {
    return url.regionMatches(true, 0, PREFIX, 0, PREFIX.length());
  }

  static EmbeddedFile of(String text) {
    String beginning = text.substring(0, Math.min(text.length(), MEDIA_TYPE_MOST));
    int encoded = beginning.indexOf(ENCODED);
    return new EmbeddedFile(text, encoded < 0 ? 0 : encoded + ENCODED.length());
  }

  /// How many bytes it has at most.
  long bytes() {
    return (text.length() - start) / 4L * 3 + 3;
  }

  /// The first bytes, decoded as they are read; letters that are not base64 are skipped.
  InputStream header() {
    int end = Math.min(text.length(), start + HEADER_LETTERS_MOST);
    byte[] letters = text.substring(start, end).getBytes(StandardCharsets.ISO_8859_1);
    return Base64.getMimeDecoder().wrap(new ByteArrayInputStream(letters));
  }
}
