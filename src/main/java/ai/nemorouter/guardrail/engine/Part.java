package ai.nemorouter.guardrail.engine;

import java.util.Optional;

/// A piece of a request or of an answer that is looked at by itself.
///
/// @param path where it is, as `messages[2].content[0].text`; it goes into findings
/// @param role who wrote it, as `user`, `system` or `tool`
/// @param text its text; empty for a file that is not text
/// @param mediaType of a file or picture, as `image/png`
public record Part(String path, String role, Form form, String text, Optional<String> mediaType) {

  /// How its text is to be read.
  public enum Form {
    TEXT,
    /// A text beside the answer, as a thought or a refusal: no schema is for it.
    ASIDE,
    /// A text that is JSON, as the arguments of a tool call: its strings are looked at decoded, and
    /// what is not redacted stays as it is, byte for byte.
    JSON,
    /// A text that must not be changed, as a signed thought: a match to be redacted blocks it.
    SEALED,
    /// A file or picture of which only the type is known.
    BINARY
  }

  /// Whether a text begins and ends as JSON that holds others, so that it is worth reading as such.
  public static boolean looksLikeJson(String text) {
    int last = text.length() - 1;
    return last > 0
        && ((text.charAt(0) == '{' && text.charAt(last) == '}')
            || (text.charAt(0) == '[' && text.charAt(last) == ']'));
  }

  public static Part text(String path, String role, String text) {
    return new Part(path, role, Form.TEXT, text, Optional.empty());
  }

  public static Part aside(String path, String role) {
    return new Part(path, role, Form.ASIDE, "", Optional.empty());
  }

  public static Part json(String path, String role, String text) {
    return new Part(path, role, Form.JSON, text, Optional.empty());
  }

  /// @param mediaType what the file is, by its content where that can be told (`MediaTypes.of`)
  public static Part binary(String path, String role, String mediaType) {
    return new Part(path, role, Form.BINARY, "", Optional.of(mediaType));
  }
}
