package ai.nemorouter.provider.chat;

import ai.nemorouter.provider.dialect.UntranslatableException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Content inside a URL (RFC 2397), as clients send pictures and documents.
///
/// @param mediaType without parameters, as in `image/png`
/// @param base64 the content as it came
public record DataUrl(String mediaType, String base64) {
  private static final String SCHEME = "data:";
  private static final Pattern HEAD =
      Pattern.compile("data:([^;,]*)((?:;[^;,]*)*?)(;base64)?,", Pattern.CASE_INSENSITIVE);

  public static boolean is(String url) {
    return url.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
  }

  /// @param field of the request that holds the URL
  /// @throws UntranslatableException if it is none
  public static DataUrl of(String url, String field) throws UntranslatableException {
    Matcher head = HEAD.matcher(url);
    if (!head.lookingAt()) {
      throw new UntranslatableException(field, "\"" + field + "\" is not a data URL.");
    }
    String mediaType =
        head.group(1).isEmpty() ? "text/plain" : head.group(1).toLowerCase(Locale.ROOT);
    String data = url.substring(head.end());
    // Many clients misspell this one, and providers refuse it.
    return new DataUrl(
        mediaType.equals("image/jpg") ? "image/jpeg" : mediaType,
        head.group(3) != null ? data : encoded(data, field));
  }

  private static String encoded(String data, String field) throws UntranslatableException {
    try {
      String text = URLDecoder.decode(data.replace("+", "%2B"), StandardCharsets.UTF_8);
      return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw new UntranslatableException(field, "\"" + field + "\" is not a data URL.");
    }
  }

  public boolean isImage() {
    return mediaType.startsWith("image/");
  }

  public boolean isText() {
    return mediaType.startsWith("text/");
  }

  /// The content as text.
  ///
  /// @param field of the request that holds the URL
  /// @throws UntranslatableException if it is not base64
  public String text(String field) throws UntranslatableException {
    try {
      return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new UntranslatableException(field, "\"" + field + "\" is not base64.");
    }
  }
}
