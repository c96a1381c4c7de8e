package ai.nemorouter.console.search;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What somebody typed into the search.
///
/// @param text without blanks around it, and not longer than anything that is searched
record SearchTerm(String text) {
  private static final int LENGTH_MAX = 200;

  /// `req_…`, `gen-…` and plain identifiers, with or without the kind before it that the audit log
  /// writes, as in `key 0199…`.
  private static final Pattern IDENTIFIER =
      Pattern.compile(
          "(?:[a-z_]+ )?(?:gen-|req_)?([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})");

  /// As providers make them, such as `chatcmpl-9f8e7d6c5b`.
  private static final Pattern FOREIGN = Pattern.compile("(?=.*[0-9])[A-Za-z0-9][\\w.:-]{11,}");

  static SearchTerm of(String typed) {
    String text = typed.strip();
    return new SearchTerm(
        text.codePointCount(0, text.length()) <= LENGTH_MAX
            ? text
            : text.substring(0, text.offsetByCodePoints(0, LENGTH_MAX)));
  }

  boolean isEmpty() {
    return text.isEmpty();
  }

  Optional<UUID> identifier() {
    Matcher matcher = IDENTIFIER.matcher(text.toLowerCase(Locale.ROOT));
    return matcher.matches()
        ? Optional.of(
            UUID.fromString(
                String.join(
                    "-",
                    matcher.group(1),
                    matcher.group(2),
                    matcher.group(3),
                    matcher.group(4),
                    matcher.group(5))))
        : Optional.empty();
  }

  /// Whether it may be what a provider calls a request.
  boolean isForeignIdentifier() {
    return identifier().isEmpty() && FOREIGN.matcher(text).matches();
  }

  /// Whether each word of it is in one of those texts.
  boolean matches(String... texts) {
    String all = String.join(" ", texts).toLowerCase(Locale.ROOT);
    for (String word : text.toLowerCase(Locale.ROOT).split("\\s+", -1)) {
      if (!all.contains(word)) {
        return false;
      }
    }
    return true;
  }
}
