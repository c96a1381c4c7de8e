package ai.nemorouter.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The log of the application under test, as it is written, from a moment on.
public final class LogFile {
  private static final Path FILE = Path.of("target", "test.log");

  private final int start;

  private LogFile(int start) {
    this.start = start;
  }

  public static LogFile fromNow() {
    return new LogFile(bytes().length);
  }

  /// What was written since, exactly.
  public String text() {
    byte[] all = bytes();
    return new String(all, start, all.length - start, StandardCharsets.UTF_8);
  }

  /// Cut where a terminal or a reader of logs would begin a new line.
  public List<String> lines() {
    return List.of(text().split("[\\n\\r\\u000b\\u000c\\u0085\\u2028\\u2029]+"));
  }

  private static byte[] bytes() {
    try {
      return Files.readAllBytes(FILE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
