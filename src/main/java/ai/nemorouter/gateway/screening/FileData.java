package ai.nemorouter.gateway.screening;

import ai.nemorouter.guardrail.engine.MediaTypes;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A file that stands in a request as text.
///
/// @param mediaType what its sender calls it
@SuppressWarnings("ArrayRecordComponent")
record FileData(String mediaType, byte[] bytes) {
  private static final int HEAD = 64;
  private static final Pattern URL =
      Pattern.compile("data:([^;,]*)((?:;[^;,]*)*?)(;base64)?,", Pattern.CASE_INSENSITIVE);
  private static final Pattern WORDS =
      Pattern.compile("text/.*|.*(json|xml|yaml|csv|javascript|ecmascript|toml|sql|x-sh|rtf).*");

  /// Base64 in one piece, long enough to be no name.
  private static final Pattern BARE = Pattern.compile("[A-Za-z0-9+/_-]{24,}={0,2}");

  /// @param address of the file, or its data
  /// @return empty if it is only an address
  static Optional<FileData> of(String address) {
    Matcher head = URL.matcher(address);
    try {
      if (head.lookingAt()) {
        String data = address.substring(head.end());
        String type = head.group(1).isEmpty() ? "text/plain" : head.group(1);
        byte[] bytes =
            head.group(3) != null
                ? Base64.getMimeDecoder().decode(data)
                : URLDecoder.decode(data.replace("+", "%2B"), StandardCharsets.UTF_8)
                    .getBytes(StandardCharsets.UTF_8);
        return Optional.of(new FileData(type.toLowerCase(Locale.ROOT), bytes));
      }
      return BARE.matcher(address).matches()
          ? Optional.of(
              new FileData(
                  "application/octet-stream",
                  Base64.getMimeDecoder().decode(address.replace('-', '+').replace('_', '/'))))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  byte[] head() {
    return Arrays.copyOf(bytes, Math.min(HEAD, bytes.length));
  }

  /// What it is by its first bytes, whatever it is called.
  String sniffed() {
    return MediaTypes.of(head(), mediaType);
  }

  /// Its text, if it is one, whatever it is called. What is called a text counts as one even where
  /// its letters are damaged.
  ///
  /// @param type what it is by its first bytes
  Optional<String> text(String type) {
    boolean words = WORDS.matcher(type).matches();
    if (!words && !type.equals(mediaType)) {
      return Optional.empty(); // its first bytes say that it is a picture, a sound, an archive
    }
    Charset charset = charset();
    try {
      String text = charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return words || isPlain(text) ? Optional.of(text) : Optional.empty();
    } catch (CharacterCodingException e) {
      return words ? Optional.of(new String(bytes, charset)) : Optional.empty();
    }
  }

  private Charset charset() {
    boolean marked = bytes.length > 1;
    if (marked && bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE) {
      return StandardCharsets.UTF_16;
    }
    if (marked && bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF) {
      return StandardCharsets.UTF_16;
    }
    return StandardCharsets.UTF_8;
  }

  private static boolean isPlain(String text) {
    return text.chars()
        .noneMatch(letter -> letter < ' ' && letter != '\n' && letter != '\r' && letter != '\t');
  }

  /// The same file with another text.
  FileData with(String text) {
    return new FileData(mediaType, text.getBytes(charset()));
  }

  String address() {
    return "data:" + mediaType + ";base64," + Base64.getEncoder().encodeToString(bytes);
  }
}
