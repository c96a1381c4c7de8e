package ai.nemorouter.account.password;

import ai.nemorouter.account.token.SecretTokens;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;

/// The hundred thousand passwords that are used most, from the list that the library nbvcxz brings
/// (MIT licence), kept as the sorted beginnings of their hashes.
final class CommonPasswords {
  private static final String LIST = "/dictionaries/passwords.txt";
  private static final int LENGTH_MIN = 4;
  private static final long[] HASHES = read();

  private CommonPasswords() {}

  /// Whether it is one of them, in whatever case.
  static boolean contain(String password) {
    return Arrays.binarySearch(HASHES, hash(password)) >= 0;
  }

  /// Whether it becomes one of them without the digits and signs around it, or is a short piece
  /// again and again.
  static boolean containHeartOf(String password) {
    String heart = password.replaceAll("^[^\\p{L}]+|[^\\p{L}]+$", "");
    return (heart.length() >= LENGTH_MIN && contain(heart)) || contain(piece(password));
  }

  /// What the whole is a repetition of; the whole itself if of nothing shorter.
  static String piece(String password) {
    for (int length = 1; length <= password.length() / 2; length++) {
      String piece = password.substring(0, length);
      if (password.equals(piece.repeat(password.length() / length))) {
        return piece;
      }
    }
    return password;
  }

  private static long[] read() {
    try (InputStream list =
            Objects.requireNonNull(CommonPasswords.class.getResourceAsStream(LIST), LIST);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(list, StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .filter(line -> line.length() >= LENGTH_MIN)
          .mapToLong(CommonPasswords::hash)
          .sorted()
          .toArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long hash(String password) {
    return ByteBuffer.wrap(SecretTokens.hash(password.toLowerCase(Locale.ROOT))).getLong();
  }
}
