package ai.nemorouter.platform;

import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.text.PlainText;
import org.jspecify.annotations.Nullable;

/// What people call things, and each other: text of one line that is what it looks like, so that no
/// name passes for another or for more than a name.
public final class Names {
  static final String HIDDEN =
      "Leave line ends and invisible characters out, such as zero-width spaces.";

  private static final int MAILBOX_LENGTH_MAX = 64;
  private static final int DOMAIN_LENGTH_MAX = 190;

  private Names() {}

  /// What was typed as it is kept, without blanks at its ends; empty where nothing was.
  public static String trimmed(@Nullable String typed) {
    return typed == null ? "" : PlainText.trimmed(typed);
  }

  /// The name as it is kept, without blanks at its ends.
  ///
  /// @param lengthMax in characters
  /// @param wanted what to say of one that is empty or too long
  /// @throws InvalidInputException for that field
  public static String validOrThrow(String field, String typed, int lengthMax, String wanted) {
    String name = PlainText.trimmed(typed);
    if (name.isEmpty() || name.length() > lengthMax) {
      throw new InvalidInputException(field, wanted);
    }
    requireVisible(field, name);
    return name;
  }

  /// @throws InvalidInputException for that field if the text has characters that are not seen, as
  ///   line ends, or zero-width and direction marks
  public static void requireVisible(String field, String text) {
    if (!PlainText.isOneVisibleLine(text)) {
      throw new InvalidInputException(field, HIDDEN);
    }
  }

  /// Whether the text can be an e-mail address: something before one @ and something after it,
  /// without blanks and invisible characters.
  public static boolean isEmail(String text) {
    int at = text.indexOf('@');
    int domain = text.length() - at - 1;
    return at > 0
        && at <= MAILBOX_LENGTH_MAX
        && domain > 0
        && domain <= DOMAIN_LENGTH_MAX
        && text.indexOf('@', at + 1) < 0
        && text.codePoints().noneMatch(Character::isWhitespace)
        && text.codePoints().noneMatch(Character::isSpaceChar)
        && PlainText.isOneVisibleLine(text);
  }
}
