package ai.nemorouter.usage;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The names that one request goes by: `gen-…` in answers, `req_…` in headers, and the identifier
/// itself.
final class RequestNames {
  private static final Pattern NAME =
      Pattern.compile(
          "(?:gen-|req_)?([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})");

  private RequestNames() {}

  /// The identifier that a text names; empty where it is of another form.
  static Optional<UUID> id(String text) {
    Matcher name = NAME.matcher(text.strip().toLowerCase(Locale.ROOT));
    return name.matches()
        ? Optional.of(
            UUID.fromString(
                String.join(
                    "-",
                    name.group(1),
                    name.group(2),
                    name.group(3),
                    name.group(4),
                    name.group(5))))
        : Optional.empty();
  }
}
