package ai.nemorouter.platform.http;

import ai.nemorouter.platform.text.PlainText;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the path and query of a request may look like. What is refused here has no use in an
/// address, and parts of a server that decode it at different times understand it differently.
final class AddressRules {
  /// Where one part of the path names a model or an alias, whose slashes clients may encode.
  private static final List<String> NAMES_WITH_SLASHES =
      List.of(
          "/v1/models/",
          "/v1/model/",
          "/v1/aliases/",
          "/api/v1/models/",
          "/api/v1/model/",
          "/api/v1/aliases/");

  private static final int ESCAPE_LENGTH = 3;

  private AddressRules() {}

  /// @param path as it was sent
  /// @param query as it was sent, without its question mark; null for none
  /// @return what is wrong, as a sentence; empty if nothing is
  static Optional<String> problem(String path, @Nullable String query) {
    String decodedPath = decoded(path);
    String decodedQuery = query == null ? "" : decoded(query);
    if (decodedPath == null || decodedQuery == null) {
      return Optional.of("This address is not encoded as UTF-8 in percent signs and hex digits.");
    }
    if (!PlainText.isOneVisibleLine(decodedPath) || !PlainText.isAcceptable(decodedQuery)) {
      return Optional.of("This address has characters that no address has, such as U+0000.");
    }
    if (hasTwoReadings(path, decodedPath)) {
      return Optional.of(
          "This address has parts that can be read in two ways, such as %2F or a dot.");
    }
    return Optional.empty();
  }

  private static boolean hasTwoReadings(String path, String decoded) {
    String lower = path.toLowerCase(Locale.ROOT);
    boolean hiddenSlash =
        lower.contains("%2f") && NAMES_WITH_SLASHES.stream().noneMatch(path::startsWith);
    boolean parameters = path.indexOf(';') >= 0 && RequestArea.of(path) != RequestArea.API;
    return hiddenSlash
        || parameters
        || decoded.indexOf('\\') >= 0
        || Arrays.stream(decoded.split("/", -1))
            .anyMatch(part -> part.equals(".") || part.equals(".."));
  }

  /// @return null unless it is ASCII, each percent sign begins an escape, and that is UTF-8
  private static @Nullable String decoded(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      if (letter != '%') {
        if (letter > '~') {
          return null;
        }
        bytes.write(letter);
      } else if (isEscape(text, i)) {
        bytes.write(HexFormat.fromHexDigits(text, i + 1, i + ESCAPE_LENGTH));
        i += ESCAPE_LENGTH - 1;
      } else {
        return null;
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private static boolean isEscape(String text, int at) {
    return at + ESCAPE_LENGTH <= text.length()
        && HexFormat.isHexDigit(text.charAt(at + 1))
        && HexFormat.isHexDigit(text.charAt(at + 2));
  }
}
