package ai.nemorouter.account.password;

import ai.nemorouter.platform.error.InvalidSettingException;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/// The operator's own list of passwords that became known, searched where it lies: the full one has
/// forty gigabytes.
@ApplicationScoped
class BreachList {
  private static final int HASH_LENGTH = 40;
  private static final int LINE_LENGTH_MAX = 200;

  private final Optional<Path> file;

  BreachList(PasswordConfig config) {
    this.file = config.breachList();
  }

  /// A missing list stops the start: otherwise it would go unnoticed that no password is checked.
  void start(@Observes StartupEvent event) {
    file.filter(path -> !Files.isReadable(path) || !isList(path))
        .ifPresent(path -> {
          throw new InvalidSettingException(
              "NEMOROUTER_PASSWORDS_BREACH_LIST",
              "must name a readable file of sorted SHA-1 hashes in hexadecimal, one a line, not "
                  + path);
        });
  }

  boolean contains(String password) {
    return file.isPresent() && contains(file.get(), sha1(password));
  }

  private static boolean isList(Path path) {
    try (RandomAccessFile lines = new RandomAccessFile(path.toFile(), "r")) {
      return hashAt(lines, 0).matches("[0-9A-F]{40}");
    } catch (IOException e) {
      return false;
    }
  }

  /// Halves the file until the line is found. `low` is always the start of a line, and the line
  /// looked for never starts before it or at or after `high`.
  private static boolean contains(Path path, String hash) {
    try (RandomAccessFile lines = new RandomAccessFile(path.toFile(), "r")) {
      long low = 0;
      long high = lines.length();
      while (low < high) {
        long start = startOfLine(lines, low, low + (high - low) / 2);
        String found = hashAt(lines, start);
        int order = found.compareTo(hash);
        if (order == 0) {
          return true;
        }
        if (order < 0) {
          low = startOfNextLine(lines, start);
        } else {
          high = start;
        }
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The start of the line that `position` is in, which is not before `low`.
  private static long startOfLine(RandomAccessFile lines, long low, long position)
      throws IOException {
    long from = Math.max(low, position - LINE_LENGTH_MAX);
    byte[] before = new byte[(int) (position - from)];
    lines.seek(from);
    lines.readFully(before);
    for (int i = before.length - 1; i >= 0; i--) {
      if (before[i] == '\n') {
        return from + i + 1;
      }
    }
    return from;
  }

  private static long startOfNextLine(RandomAccessFile lines, long start) throws IOException {
    byte[] line = new byte[LINE_LENGTH_MAX];
    lines.seek(start);
    int length = lines.read(line);
    for (int i = 0; i < length; i++) {
      if (line[i] == '\n') {
        return start + i + 1;
      }
    }
    return start + Math.max(length, 1);
  }

  private static String hashAt(RandomAccessFile lines, long start) throws IOException {
    byte[] hash = new byte[HASH_LENGTH];
    lines.seek(start);
    int length = Math.max(0, lines.read(hash));
    return new String(hash, 0, length, StandardCharsets.US_ASCII).toUpperCase(Locale.ROOT);
  }

  private static String sha1(String password) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-1").digest(password.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().withUpperCase().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-1", e);
    }
  }
}
