package ai.nemorouter.platform.process;

import java.nio.charset.StandardCharsets;

/// Ends the process when memory is out: threads have died at random places by then, so that a
/// restart by the supervisor is the only way back. It ends as the JVM does with
/// `-XX:+ExitOnOutOfMemoryError`, which catches the same errors earlier where it is set.
public final class MemoryOut {
  /// What the JVM's own switch ends with.
  static final int STATUS = 3;

  private static final int CAUSES_MAX = 10;
  private static final byte[] MESSAGE =
      "Memory is out: the process ends so that it can be restarted.\n"
          .getBytes(StandardCharsets.UTF_8);

  private static volatile boolean enabled;

  private MemoryOut() {}

  static void enable() {
    enabled = true;
  }

  /// Ends the process if that is an error for want of memory, or was caused by one.
  public static void endIf(Throwable thrown) {
    Throwable cause = thrown;
    for (int depth = 0; cause != null && depth < CAUSES_MAX; depth++) {
      if (cause instanceof OutOfMemoryError) {
        end();
        return;
      }
      cause = cause.getCause();
    }
  }

  /// Without shutdown hooks: they would wait for threads that are gone.
  static void end() {
    if (!enabled) {
      return;
    }
    try {
      System.err.write(MESSAGE, 0, MESSAGE.length);
      System.err.flush();
    } finally {
      Runtime.getRuntime().halt(STATUS);
    }
  }
}
