package ai.nemorouter.gateway.http;

import org.jspecify.annotations.Nullable;

/// Names that come from a client or a provider and are recorded: PostgreSQL stores neither NUL nor
/// half a surrogate pair, and one such letter must not keep a call from being booked.
public final class CallerText {
  private static final int LONGEST = 200;

  private CallerText() {}

  /// Whether the text can be recorded as it stands.
  public static boolean isStorable(String text) {
    if (text.length() > LONGEST) {
      return false;
    }
    int letter;
    for (int i = 0; i < text.length(); i += Character.charCount(letter)) {
      letter = text.codePointAt(i);
      if (!isStorable(letter)) {
        return false;
      }
    }
    return true;
  }

  /// The text with a question mark for every letter that cannot be stored, and of a length that can
  /// be shown.
  public static @Nullable String recorded(@Nullable String text) {
    if (text == null) {
      return null;
    }
    if (isStorable(text)) {
      return text;
    }
    StringBuilder kept = new StringBuilder();
    text.codePoints()
        .limit(LONGEST)
        .forEach(letter -> kept.appendCodePoint(isStorable(letter) ? letter : '?'));
    return kept.toString();
  }

  private static boolean isStorable(int letter) {
    return !Character.isISOControl(letter) && Character.getType(letter) != Character.SURROGATE;
  }
}
